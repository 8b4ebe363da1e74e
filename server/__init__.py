"""Who asks, and when: the web application, the clock, the command."""
