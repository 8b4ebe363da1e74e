"""The consoles: pages for the desk, the board and the public, made by Jinja and moved by htmx.

Begin at `pages.py` (what every page is made with) and `ways.py` (every address of a console). Rules live in models/ and
sync/; here they are only shown and said.
"""
