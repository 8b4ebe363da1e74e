"""Plays a whole day of a ward against a real office over HTTP, and shows that nothing was lost or doubled."""
