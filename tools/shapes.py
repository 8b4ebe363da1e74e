"""Writes what the tablet must know of the house's words in TypeScript; `python -m tools.reference` calls it.

`said.ts` is types alone and weighs nothing in the browser; `shapes.ts` is the same as a table, by which the tablet fills in
defaults, writes values shortly, and sees before it says something that the office could not read it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from models import fold, visit, visit_rules
from models.access import MAY_SAY
from models.event import EVENT_BYTES_MAX
from models.fold import STATES
from models.refusal import REFUSALS
from models.said import FileRef, State
from sync.protocol import Guides

CORE = Path(__file__).resolve().parents[1] / "web" / "tablet" / "src" / "core"
SAID = CORE / "said.ts"
SHAPES = CORE / "shapes.ts"

KINDS = ("visit", "citizen", "request", "dossier", "officer", "hold", "notice", "ward")
"""The kinds of things that reach a tablet."""
BODIES = sorted((body for body, roles in MAY_SAY.items() if "officer" in roles), key=lambda body: body.__name__)
"""What an officer's tablet may say."""
OWN_REFUSALS = (
    "already_there", "bad_value", "erased", "lease_old", "malformed", "not_at_home", "not_lucid", "not_yours",
    "offsite_missing", "other_unit", "reason_missing", "step_missing", "store_full", "too_large", "unknown_kind",
    "unknown_refusal", "unknown_thing", "unsent_work", "witnesses_missing", "interpreter_missing", "not_read_aloud",
    "signer_unchecked", "signers_missing",
    "wrong_state", "not_signed_in", "device_revoked", "device_unknown", "number_taken", "broken_chain",
    "bad_signature", "code_wrong", "key_taken", "too_many_tries", "bad_call", "not_allowed",
)  # fmt: skip
"""Refusals a tablet may have to tell with no office at hand; sentences of all others come with the receipt."""

HEAD = "// Written by tools/shapes.py from the Python structs; `python -m tools.reference` writes it anew.\n"


def structs() -> dict[str, inspect.StructType]:
    """Every struct a tablet meets, by name, in the order they are reached."""
    found: dict[str, inspect.StructType] = {}
    for struct in (*(STATES[kind] for kind in KINDS), *BODIES, FileRef, Guides):
        _reach(inspect.type_info(struct), found)
    return found


def _reach(kind: inspect.Type, found: dict[str, inspect.StructType]) -> None:
    if isinstance(kind, inspect.StructType):
        known = found.setdefault(kind.cls.__name__, kind)
        assert known.cls is kind.cls, f"two structs called {kind.cls.__name__}"
        if known is not kind:
            return
        for field in kind.fields:
            _reach(field.type, found)
    for name in ("item_type", "type"):
        if isinstance(part := getattr(kind, name, None), inspect.Type):
            _reach(part, found)
    for part in (*getattr(kind, "types", ()), *getattr(kind, "item_types", ())):
        _reach(part, found)


def typed(kind: inspect.Type) -> str:
    """A type as TypeScript writes it."""
    match kind:
        case inspect.Metadata():
            return typed(kind.type)
        case inspect.StructType():
            return kind.cls.__name__
        case inspect.LiteralType():
            return " | ".join(json.dumps(value) for value in sorted(kind.values, key=str))
        case inspect.UnionType():
            return " | ".join(dict.fromkeys(typed(part) for part in kind.types if not _unset(part)))
        case inspect.VarTupleType() | inspect.ListType():
            inner = typed(kind.item_type)
            return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
        case inspect.TupleType():
            return f"readonly [{', '.join(typed(part) for part in kind.item_types)}]"
        case inspect.DictType():
            return f"Readonly<Record<string, {typed(kind.value_type)}>>"
        case inspect.StrType():
            return "string"
        case inspect.IntType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
    raise TypeError(kind)


def _unset(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.CustomType) or kind.__class__.__name__ in ("UnsetType", "Unset")


def shaped(kind: inspect.Type) -> Any:
    """A type as the table has it: see `Shape` in shape.ts."""
    match kind:
        case inspect.Metadata():
            return shaped(kind.type)
        case inspect.StructType():
            return {"r": kind.cls.__name__}
        case inspect.LiteralType():
            return {"e": sorted(kind.values, key=str)}
        case inspect.UnionType():
            left = [part for part in kind.types if not _unset(part)]
            nullable = [part for part in left if not isinstance(part, inspect.NoneType)]
            inner = shaped(nullable[0])
            if len(nullable) > 1:
                inner = {"e": sorted(value for part in nullable for value in shaped(part)["e"])}
            return {"n": inner} if len(nullable) < len(left) else inner
        case inspect.VarTupleType() | inspect.ListType():
            return _bounded({"l": shaped(kind.item_type)}, kind.min_length, kind.max_length)
        case inspect.TupleType():
            return {}
        case inspect.DictType():
            return {"m": shaped(kind.value_type)}
        case inspect.StrType():
            told = _bounded({"t": 0}, kind.min_length, kind.max_length)
            return told | ({"p": kind.pattern} if kind.pattern else {})
        case inspect.IntType():
            return _bounded({"i": 0}, kind.ge, kind.le)
        case inspect.BoolType():
            return {"b": 0}
    raise TypeError(kind)


def _bounded(told: dict[str, Any], least: int | None, most: int | None) -> dict[str, Any]:
    return told | ({"min": least} if least is not None else {}) | ({"max": most} if most is not None else {})


def default_of(field: inspect.Field) -> list[Any]:
    """A field's default in a list, empty where it must be given or may be left out with a meaning of its own."""
    if field.default_factory is not msgspec.NODEFAULT:
        return [msgspec.to_builtins(field.default_factory())]
    if field.default is msgspec.NODEFAULT or field.default is msgspec.UNSET:
        return []
    return [msgspec.to_builtins(field.default)]


def _bodies() -> set[str]:
    """The structs a tablet says something in: these are checked whole, all others only get their defaults."""
    found: dict[str, inspect.StructType] = {}
    for body in (*BODIES, FileRef):
        _reach(inspect.type_info(body), found)
    return set(found)


def _fields(struct: inspect.StructType, whole: bool) -> list[list[Any]]:
    """A struct's fields; where it is only read, those that have a default or parts of their own."""
    rows = [[field.encode_name, shaped(field.type), *default_of(field)] for field in struct.fields]
    if whole:
        return rows
    slim = [[name, _slim(shape), *default] for name, shape, *default in rows]
    return [row for row in slim if len(row) > 2 or '"r"' in json.dumps(row[1])]


def _slim(shape: dict[str, Any]) -> dict[str, Any]:
    """Only what leads to structs: bounds and texts do not matter to a reader."""
    return {key: _slim(value) if key in "lmn" else value for key, value in shape.items() if key in "rlmn"}


def _line(name: str, struct: inspect.StructType) -> str:
    """A struct as a type: what may be left out when it is said may be left out here; a state has all its fields."""
    is_state = issubclass(struct.cls, State)
    parts = [f"kind: {json.dumps(name)}"] if struct.tag is not None else []
    for field in struct.fields:
        optional = "" if field.required or is_state else "?"
        parts.append(f"{field.encode_name}{optional}: {typed(field.type)}")
    return f"export type {name} = {{ {'; '.join(parts)} }};"


def said_ts() -> str:
    """The text of said.ts."""
    lines = [_line(name, struct) for name, struct in structs().items()]
    bodies = " | ".join(body.__name__ for body in BODIES)
    states = "; ".join(f"{kind}: {STATES[kind].__name__}" for kind in KINDS)
    return "\n".join((HEAD, *lines, f"\nexport type Body = {bodies};", f"\nexport type States = {{ {states} }};", ""))


def _refusals() -> dict[str, list[str]]:
    return {
        code: [told.vi, told.en, told.next_vi, told.next_en, told.mender]
        for code, told in REFUSALS.items()
        if code in OWN_REFUSALS
    }


def _when() -> dict[str, list[str]]:
    order = get_args(visit.VisitState)
    return {
        body.__name__: [state for state in order if state in visit_rules.WHEN[body]]
        for body in BODIES
        if body in visit_rules.WHEN
    }


def _table(name: str, kind: str, rows: Iterator[tuple[str, Any]]) -> str:
    told = "".join(
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))},\n" for key, value in rows
    )
    return f"export const {name}: {kind} = {{\n{told}}};\n"


def shapes_ts() -> str:
    """The text of shapes.ts."""
    said = _bodies()
    rows = ((name, _fields(struct, name in said)) for name, struct in structs().items())
    about = {body.__name__: list(fold._ABOUT[body]) for body in BODIES}
    moves = {body.__name__: sorted(fold._MOVES.get(body, ())) for body in BODIES}
    states = {kind: STATES[kind].__name__ for kind in KINDS}
    return "\n".join(
        (
            HEAD + 'import type { Field } from "./shape";\n',
            f"export const EVENT_BYTES_MAX = {EVENT_BYTES_MAX};\n",
            _table("FIELDS", "Readonly<Record<string, readonly Field[]>>", iter(rows)),
            _table("STATE_OF", "Readonly<Record<string, string>>", iter(states.items())),
            _table("ABOUT", "Readonly<Record<string, readonly [string, string]>>", iter(about.items())),
            _table("MOVES", "Readonly<Record<string, readonly string[]>>", iter(moves.items())),
            _table("WHEN", "Readonly<Record<string, readonly string[]>>", iter(_when().items())),
            _table("REFUSALS", "Readonly<Record<string, readonly string[]>>", iter(_refusals().items())),
        )
    )


def write() -> None:
    """Writes both files."""
    SAID.write_text(said_ts(), "utf-8")
    SHAPES.write_text(shapes_ts(), "utf-8")


if __name__ == "__main__":
    write()
