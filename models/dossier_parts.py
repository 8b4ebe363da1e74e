"""Parts of a dossier: what the call settled, hand-overs, originals in keeping, the columns of a register."""

from typing import Annotated, Literal

from msgspec import Meta

from models.fees import Quantity
from models.ids import END
from models.said import Name, Note, Short, Value


class Handing(Value, frozen=True, kw_only=True):
    """One hand-over on the way of a dossier: from whose hands, to whom, when."""

    to: Name
    note: Note = ""
    by: str = ""
    at_ms: int = 0


class Original(Value, frozen=True, kw_only=True):
    """One original taken from a home, as its receipt describes it."""

    name: Name
    sheets: Annotated[int, Meta(ge=1, le=500)] = 1
    state: Short = ""


class Custody(Value, frozen=True, kw_only=True):
    """Originals in the office's keeping: taken when and by whom, to come back by when; given back when and to whom."""

    originals: tuple[Original, ...]
    taken_ms: int
    by: str
    back_by: str
    receipt: str = ""
    returned_ms: int = 0
    receiver: str = ""


class Rating(Value, frozen=True, kw_only=True):
    """What the citizen thought, 1 (very dissatisfied) to 5, and who took it down — never the visiting officer."""

    score: Annotated[int, Meta(ge=1, le=5)]
    taken_by: Literal["call_back", "relative", "citizen"]
    note: Note = ""


class Entered(Value, frozen=True, kw_only=True):
    """What the certifier wants in the columns of the register where the record does not say it (Decree 23/2015 art. 13)."""

    title: Short = ""
    requester: Short = ""
    id_number: Short = ""
    signer: Short = ""
    signer_title: Short = ""
    count: Annotated[int, Meta(ge=0, le=10_000)] = 0
    note: Short = ""


class ExtraPaper(Value, frozen=True, kw_only=True):
    """A paper this case needs beyond the list of its procedure."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}" + END)]
    vi: Name
    en: Name
    how: Literal["submit", "show", "if_not_in_database"] = "show"
    required: bool = True


class Intake(Value, frozen=True, kw_only=True):
    """What the call settled about this case: how much, how many sign, which papers fall away or come on top, and why less
    may be due (`circumstances`, see `models/exemption.py`)."""

    asked: Quantity = Quantity()
    signers: Annotated[int, Meta(ge=1, le=20)] = 1
    interpreter: Short = ""
    without: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()
    more: Annotated[tuple[ExtraPaper, ...], Meta(max_length=20)] = ()
    circumstances: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()
