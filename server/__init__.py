"""Who asks, and when: the web application, the clock, the command."""

VERSION = "0.1.0"
