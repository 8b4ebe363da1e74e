"""The planner at work: what stands for a day, what can be promised, what is proposed, and why."""
