"""What a call may ask with: the parameters every list shares, with their limits, and the way a body is read."""

from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request
from litestar.params import PathParameter, QueryParameter

from models.ids import END, ID_PATTERN
from models.said import DAY_PATTERN
from server.problem import Problem

LIST_MAX = 200
BODY_BYTES_MAX = 100_000
"""The largest body of calls that carry no events and no files."""

ThingId = Annotated[str, PathParameter(pattern=ID_PATTERN, description="UUIDv7 in lower case, or a reserved name")]
UnitCode = Annotated[str, PathParameter(pattern=r"^[0-9]{2,5}" + END, description="province (2 digits) or commune (5)")]
After = Annotated[
    str, QueryParameter(max_length=200, pattern=r"^[0-9A-Za-z:._|-]*" + END, description="`next` of the page before")
]
Limit = Annotated[int, QueryParameter(ge=1, le=LIST_MAX, description="how many at most")]
UnitAsked = Annotated[
    str,
    QueryParameter(
        name="unit",
        pattern=r"^([0-9]{2}|[0-9]{5})?" + END,
        description="one unit; without it all that the caller may see",
    ),
]
DayAsked = Annotated[str, QueryParameter(pattern=f"^{DAY_PATTERN}?{END}", description="local day, Asia/Ho_Chi_Minh")]
IdAsked = Annotated[str, QueryParameter(pattern=r"^([0-9a-z][0-9a-z:._-]{0,63})?" + END, description="id of a thing")]
Words = Annotated[str, QueryParameter(max_length=200)]

Heard = TypeVar("Heard")


def heard(decoder: msgspec.json.Decoder[Heard], body: bytes) -> Heard:
    """What a body says, strictly: closed structs, no `"3"` for 3; raises Problem(bad_call) naming the place."""
    if b"\\u0000" in body or b"\0" in body:
        raise Problem("bad_call", "U+0000")
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("bad_call", str(error)[:300]) from error


def real_day(day: str) -> str:
    """A day of the calendar; raises Problem(not_found) for one that looks like a day and is none, as the 31st of June."""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise Problem("not_found", day) from error


def speaks(
    answers: Any = None,
    *,
    hears: Any = None,
    hears_type: str = "application/json",
    answers_type: str = "application/json",
    refuses: tuple[str, ...] = (),
    public: bool = False,
) -> dict[str, Any]:
    """For a handler's `opt`: what it hears, answers and refuses, where its Python types cannot tell (server/openapi.py)."""
    return {
        "speaks": {
            "answers": answers, "hears": hears, "hears_type": hears_type, "answers_type": answers_type,
            "refuses": refuses, "public": public,
        }
    }  # fmt: skip


def packs(request: Request[Any, Any, Any]) -> bool:
    """Whether the caller takes gzip (RFC 9110 §12.5.3; a weight of 0 forbids it)."""
    for offer in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = offer.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
