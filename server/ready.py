"""Ready answers: finished bodies joined with commas, never decoded; and their shapes, for the description of the API."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import msgspec
from litestar import Response

from models.fold import STATES
from models.store.lists import Listed

JSON = "application/json"
NONE = "null"


def answer(text: str, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A response of JSON that is finished already."""
    return Response(text.encode(), media_type=JSON, headers=headers)


def array(bodies: Iterable[str]) -> str:
    """A JSON array of finished bodies."""
    return f"[{','.join(bodies)}]"


def listed(rows: Iterable[Listed]) -> str:
    """A JSON array of what a list found."""
    return array(row.body for row in rows)


def whole(members: Mapping[str, str]) -> str:
    """A JSON object of finished members; the names are the program's own."""
    return "{" + ",".join(f'"{name}":{text}' for name, text in members.items()) + "}"


def written(value: Any) -> str:
    """Any value as finished JSON."""
    return msgspec.json.encode(value).decode()


def page(rows: Sequence[Listed], limit: int) -> Response[bytes]:
    """One page of a list read one row beyond its limit: `next` is what to ask after, empty at the end."""
    more = rows[limit - 1].id if len(rows) > limit else ""
    return answer(whole({"items": listed(rows[:limit]), "next": written(more)}))


def page_of(items: Sequence[Any], limit: int, after: str) -> Response[bytes]:
    """One page of things that are no bodies; `after` is asked for the one that follows."""
    more = after if len(items) > limit else ""
    return answer(whole({"items": written(items[:limit]), "next": written(more)}))


@cache
def thing(kind: str) -> type[msgspec.Struct]:
    """The shape of one thing of a kind as it travels: kind, id, version and its state."""
    named = f"{kind.title()}Thing"
    fields: list[tuple[str, Any]] = [("kind", Literal[kind]), ("id", str), ("version", int), ("state", STATES[kind])]
    shape = msgspec.defstruct(named, fields)
    shape.__doc__ = f"A {kind} as it travels: the number of the event that last touched it, and what is true of it."
    return shape


@cache
def pages(item: Any, name: str = "") -> type[msgspec.Struct]:
    """The shape of a page of items."""
    named = name or item.__name__.removesuffix("Thing")
    shape = msgspec.defstruct(f"{named}Page", [("items", list[item]), ("next", str)])
    shape.__doc__ = "One page of a list; ask again with `after` set to `next` until it is empty."
    return shape


@cache
def shape(name: str, doc: str, **members: Any) -> type[msgspec.Struct]:
    """The shape of an answer put together from parts."""
    made = msgspec.defstruct(name, list(members.items()))
    made.__doc__ = doc
    return made
