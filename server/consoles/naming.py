"""What people are called on a page, by id: officers, accounts, the office itself, and citizens for whoever may see people."""

from collections.abc import Iterable
from typing import get_args

from models.access import Actor, may_read
from models.request import RequestState
from models.store import accounts, projections
from models.store.engine import Tx
from models.visit import VisitState
from server.words import LANGUAGES, Language, called, word
from sync.board import read_thing

VALUES = (
    "vi", "km", "cjm", "zh",
    "nobody_home", "refused", "unsafe", "medical", "not_lucid", "papers_missing", "other", "cash", "transfer",
    "exempt", "later", "have", "missing", "not_needed", "signature", "fingerprint", "neither", "frail", "disabled",
    "meritorious", "alone", "custody", "male", "female", "unknown", "elderly", "poor", "near_poor", "hard_of_hearing",
    "deaf", "low_vision", "blind", "cannot_speak", "cannot_walk", "cannot_sign", "cannot_read", "lucidity_doubt",
    "completed", "card", "vneid", "passport", "database", "known_paper", "home", "post", "collected", "request",
    "question", "callback", "missed", "hung_up", "wrong_number", "answered_later", "office", "citizen", "caller",
)  # fmt: skip
"""The words of the records' closed lists that pages put into people's language."""


def values(language: Language) -> dict[str, str]:
    """What the words of closed lists are called."""
    return {value: word(language, f"value-{value}") for value in VALUES}


def states(language: Language) -> dict[str, str]:
    """What the states of visits and requests are called."""
    return {state: word(language, f"state-{state}") for state in (*get_args(VisitState), *get_args(RequestState))}


def names(tx: Tx, actor: Actor, unit_id: str, ids: Iterable[str]) -> dict[str, str]:
    """The names behind these ids, as far as the actor may know them."""
    wanted = sorted({one for one in ids if one})
    kinds = ["officer", *(["citizen"] if may_read(actor, "people", unit_id) is None else [])]
    found = {f"system:{unit_id}": "Hệ thống"} | accounts.names(tx, unit_id, wanted)
    for kind in kinds:
        bodies = projections.bodies(tx, unit_id, kind, wanted)
        found |= {one: read_thing(kind, body).state.name for one, body in bodies.items()}
    return found


def label(language: Language, name: str, of: str = "field") -> str:
    """What a field of a record (a document, a thing seen) is called on a page; its bare name where it has no word yet."""
    return called(LANGUAGES.index(language), f"{of}-{name}") or name
