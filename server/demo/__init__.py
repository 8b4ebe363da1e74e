"""A ward to look at: Phường Long Xuyên as it is on the map, with invented people in it."""
