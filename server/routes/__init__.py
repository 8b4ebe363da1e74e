"""One file per first word of the address."""
