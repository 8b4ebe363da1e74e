"""Small photographs for a played day: a real JPEG of one grey point, made unlike any other by what its comment holds."""

import base64
from random import Random

_START = b"\xff\xd8"
_POINT = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////"
    "////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
_COMMENT = b"\xff\xfe"
_END = b"\xff\xd9"
BYTES_MAX = 24_000


def picture(chance: Random, label: str) -> bytes:
    """A JPEG of some kilobytes that says in its comment what it would show (ITU-T T.81, marker COM)."""
    comment = label.encode()[:200] + b"\n" + chance.randbytes(chance.randrange(2_000, BYTES_MAX))
    length = (len(comment) + 2).to_bytes(2, "big")
    return _START + _COMMENT + length + comment + _POINT.removeprefix(_START) + _END
