"""What is true and what may become true, by the words a Vietnamese ward uses."""
