"""A notice to everybody who goes out: flood, dog, road closed. Safety notices reach a tablet before anything else."""

from typing import Literal

from msgspec.structs import replace

from models.ids import Id, UnitId
from models.refusal import Refused
from models.said import Body, Look, Millis, Name, Note, Said, State

KIND = "notice"


class Notice(State, frozen=True, kw_only=True):
    """What everybody should know until `until_ms`."""

    id: str
    unit: str
    title: str
    text: str
    level: Literal["safety", "news"] = "news"
    until_ms: int = 0
    withdrawn: bool = False


class NoticePosted(Body, frozen=True, kw_only=True):
    """A supervisor tells everybody something."""

    notice: Id
    unit: UnitId
    title: Name
    text: Note = ""
    level: Literal["safety", "news"] = "news"
    until_ms: Millis = 0


class NoticeWithdrawn(Body, frozen=True, kw_only=True):
    """It no longer holds."""

    notice: Id


def rule(notice: Notice | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of a notice is lawful now."""
    if isinstance(body, NoticePosted):
        return Refused("already_there", body.notice) if notice else None
    if notice is None:
        return Refused("unknown_thing", KIND)
    return Refused("already_settled") if notice.withdrawn else None


def posted(_: None, body: NoticePosted, _said: Said) -> Notice:
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "notice"}
    return Notice(id=body.notice, **fields)


def withdrawn(notice: Notice, _body: NoticeWithdrawn, _said: Said) -> Notice:
    return replace(notice, withdrawn=True)


FOLDS = {NoticePosted: posted, NoticeWithdrawn: withdrawn}
