"""What a page's form says: fields by name, read strictly, tidied as they are stored."""

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode

from models import text
from server.problem import Problem

FIELDS_MAX = 200
TEXT_MAX = 2000


class Form:
    """A form as a browser sends it (application/x-www-form-urlencoded); raises Problem(bad_call) where it is none."""

    def __init__(self, body: bytes) -> None:
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
            self._fields = [(name, text.tidy(value)) for name, value in pairs]
            self._typed = pairs
        except ValueError as error:
            raise Problem("bad_call", str(error)[:200]) from error

    def text(self, name: str, most: int = 200) -> str:
        """A field of at most so many characters; empty when it was not sent."""
        value = next((value for field, value in self._fields if field == name), "")
        if len(value) > most:
            raise Problem("bad_call", f"{name}: {len(value)} > {most}")
        return value

    def secret(self, name: str, most: int = 200) -> str:
        """A password as it was typed: two blanks in it stay two, and one at its end stays."""
        value = next((value for field, value in self._typed if field == name), "")
        if len(value) > most:
            raise Problem("bad_call", f"{name}: {len(value)} > {most}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may be ticked more than once."""
        return tuple(value for field, value in self._fields if field == name and value and len(value) <= TEXT_MAX)

    def begun(self, prefix: str) -> dict[str, str]:
        """The fields whose names begin so, without that beginning."""
        return {
            field[len(prefix) :]: value[:TEXT_MAX]
            for field, value in self._fields
            if field.startswith(prefix) and value
        }

    def one_of(self, name: str, allowed: Collection[str], otherwise: str = "") -> str:
        """A field that must be one of these; what was not sent is `otherwise`."""
        value = self.text(name) or otherwise
        if value not in allowed:
            raise Problem("bad_call", f"{name}: {value[:50]!r}")
        return value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number in these bounds."""
        value = self.text(name)
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise Problem("bad_call", f"{name}: {value[:50]!r}")
        return int(value)

    def changed(self, **fields: str | tuple[str, ...]) -> "Form":
        """The same form with these fields as they are named here; an empty value takes a field out."""
        kept = [(name, value) for name, value in self._fields if name not in fields]
        for name, value in fields.items():
            kept += [(name, one) for one in ((value,) if isinstance(value, str) else value) if one]
        return Form(urlencode(kept).encode())

    def with_those_of(self, other: "Form", names: Collection[str], prefix: str = "\0") -> "Form":
        """The same form with these fields, and those that begin so, as another form has them."""

        def theirs(name: str) -> bool:
            return name in names or name.startswith(prefix)

        kept = [pair for pair in self._fields if not theirs(pair[0])]
        return Form(urlencode([*kept, *(pair for pair in other._fields if theirs(pair[0]))]).encode())

    def encoded(self) -> str:
        """As a browser would send it again."""
        return urlencode(self._fields)
