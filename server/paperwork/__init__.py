"""Papers that make themselves: filled in from the record, kept as they were made, printed when asked for."""
