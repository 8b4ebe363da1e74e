"""Drawing a code that a telephone's camera reads off a screen (ISO/IEC 18004)."""

import io

import segno


def svg(text: str) -> str:
    """The code as a drawing to be put into a page."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=4, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
