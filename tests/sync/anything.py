"""Bodies nobody would say: of the right form, at the edges of every field, about things that are there or are not."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

from models.event import KINDS, Body
from tests.simulation.words import NOON_MS, SIGNATURE, UNIT, VERSION

TEXTS = (
    "", "x", "Nguyễn Thị Đào", "'; DROP TABLE journal; --", "\\", '"', "\u2028\x07\x7f", "e\u0302\u0323", "😀" * 20, "０９１２",
    "\ufeff", "\ufffe", "%", "{0}", "{visit}", "a" * 120, "ỗ" * 119, "ế" * 200, "n" * 2_000, "2026-02-30", "+84912345678",
)  # fmt: skip
SHAPED = (
    "v-1", "v-2", "c-1", "c-2", "r-1", "r-2", "d-1", "d-2", "o-1", "o-2", "t-9", "n-1", "k-1", "h-1", "z", "z" * 64, "0:9", UNIT,
    "30319", "00", "a" * 64, "0" * 64, "04" + "1" * 128, "image/png", "application/pdf", "audio/mp4", "089141000001", "B1234567",
    "1941", "1941-03-05", "0000-00-00", "9999-99-99", "2026-11-22", "2026-02-30", "", "123456789", "H01.307", "..", "A" * 20,
    "ck-2026", "bs-0000",
)  # fmt: skip
"""What fits one pattern or another."""

THERE = {
    "visit": ("v-1", "v-1", "v-2", "v-3"), "citizen": ("c-1", "c-1", "c-2", "c-3"), "request": ("r-1", "r-1", "r-2", "r-3"),
    "dossier": ("d-1", "d-1", "d-2"), "dossiers": ("d-1", "d-2"), "officer": ("o-1", "o-1", "o-2"), "second": ("o-2", ""),
    "unit": (UNIT,), "notice": ("n-1", "n-2"), "call": ("k-1", "k-2"), "hold": ("t-1-e001", "t-1-e003", "t-1-e004"),
    "event": ("t-1-e001", "t-1-e002"), "subject": ("v-1", "c-1"), "relatives": ("c-1", "c-3"), "absence": ("a-1",),
    "procedure": (SIGNATURE,), "version": (VERSION,), "field": ("note", "minutes", "name"),
}  # fmt: skip
"""What each field mostly names: things that are there, or soon may be."""


class Anything:
    """Draws bodies; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def body(self) -> Body:
        """A body of any kind."""
        kind = self._chance.choice(sorted(KINDS))
        while True:  # a long text may not fit everywhere
            told = self._struct(inspect.type_info(KINDS[kind]))
            try:
                return msgspec.convert({"kind": kind, **told}, KINDS[kind], strict=True)  # type: ignore[return-value]
            except msgspec.ValidationError:
                continue

    def number(self) -> int:
        """A small number, mostly one that means something."""
        return self._chance.choice((0, 1, 1, 1, 2, 7, 2**53 - 1))

    def _struct(self, info: Any) -> dict[str, Any]:
        return {
            field.encode_name: self._value(field.type, field.name)
            for field in info.fields
            if field.required or self._chance.random() < 0.6
        }

    def _value(self, of: inspect.Type, name: str) -> Any:
        if name in THERE and isinstance(of, (inspect.StrType, inspect.Metadata)) and self._chance.random() < 0.85:
            return self._chance.choice(THERE[name])
        match of:
            case inspect.Metadata(type=plain):
                return self._value(plain, name)
            case inspect.StructType():
                return self._struct(of)
            case inspect.UnionType(types=types):
                kinds = [one for one in types if not isinstance(one, inspect.CustomType)]  # UNSET: left out
                return self._value(self._chance.choice(kinds), name)
            case inspect.VarTupleType(item_type=item, min_length=least, max_length=most):
                count = self._chance.choice((least or 0, 1, 2, min(most or 3, 20)))
                return [self._value(item, name) for _ in range(max(least or 0, count))]
            case inspect.LiteralType(values=values):
                return self._chance.choice(values)
        return self._plain(of, name)

    def _plain(self, of: inspect.Type, name: str) -> Any:
        match of:
            case inspect.NoneType():
                return None
            case inspect.BoolType():
                return self._chance.random() < 0.5
            case inspect.IntType(ge=least, le=most):
                low, high = least or 0, 2**53 - 1 if most is None else most
                middle = NOON_MS if low <= NOON_MS <= high else low
                return self._chance.choice((low, high, middle, middle, self._chance.randint(low, high)))
            case inspect.StrType(pattern=pattern) if pattern:
                return self._chance.choice([text for text in SHAPED if re.search(pattern, text)])
            case inspect.StrType():
                return self._chance.choice(TEXTS)
        raise AssertionError(of)
