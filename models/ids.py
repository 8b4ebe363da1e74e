"""Names of things: UUIDv7 for what devices make, counted codes for what only the office gives.

A device names a thing before anyone else has heard of it, so its names must not clash (RFC 9562 §5.7). A code is read
over the phone, so it is short, counted, and given by the office inside the transaction that keeps the event.
"""

from typing import Annotated

from msgspec import Meta

END = r"$(?!\n)"
"""The end of the text in every dialect: Python's own `$` would let one more line end pass."""

ID_PATTERN = r"^[0-9a-z][0-9a-z:._-]{0,63}" + END

Id = Annotated[
    str, Meta(pattern=ID_PATTERN, description="UUIDv7 in lower case, or a reserved name such as office:30307")
]
MaybeId = Annotated[
    str, Meta(pattern=r"^([0-9a-z][0-9a-z:._-]{0,63})?" + END, description="An Id, or empty where there is none")
]
"""Not `Id | Literal[""]`: msgspec holds a pattern against every text of a union, so the empty one would be refused."""

UnitId = Annotated[
    str, Meta(pattern=r"^([0-9]{2}|[0-9]{5})" + END, description="Province (2 digits) or commune (5 digits)")
]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}" + END, description="SHA-256 in lower-case hexadecimal")]

NUMBER_MAX = 2**53 - 1
"""The largest whole number that means the same to a browser (ECMA-262, Number.MAX_SAFE_INTEGER)."""

NO_DIGEST = "0" * 64
"""What stands where an event before the first would be named."""


def is_reserved(name: str) -> bool:
    """Whether only the office gives such names (`office:30307`): no device is called so, no event of a device either."""
    return ":" in name


def office_device(unit: str) -> str:
    """The device under whose name the office of this unit speaks: its consoles and its clock."""
    return f"office:{unit}"


def request_code(unit: str, day: str, serial: int) -> str:
    """`30307-261121-0042`: unit, local day, serial of that day; easy to read digit by digit."""
    return f"{unit}-{day[2:4]}{day[5:7]}{day[8:10]}-{serial:04d}"


def dossier_code(agency: str, day: str, serial: int) -> str:
    """`H01.307-261121-0001`: agency, local day, daily serial (TT 01/2018/TT-VPCP, art. 19)."""
    return f"{agency}-{day[2:4]}{day[5:7]}{day[8:10]}-{serial:04d}"
