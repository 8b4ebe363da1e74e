"""Finding people: by folded words of name and address, by phone and by identity number, in Vietnamese order."""

from collections.abc import Sequence
from typing import NamedTuple

from models import text
from models.citizen import Citizen
from models.store.engine import Tx


class Scope(NamedTuple):
    """In which units somebody may look for people; made by `access`, so no query can be asked without one."""

    unit_ids: tuple[str, ...]


def words_of(citizen: Citizen) -> set[str]:
    """Under which words a person is found: name, address, phones (whole and last six digits), identity number."""
    if citizen.erased:
        return set()
    address = citizen.address
    said = " ".join((citizen.name, address.house, address.street, address.hamlet, address.landmark))
    found = set(text.words(said))
    for phone in (*citizen.phones, citizen.helper.phone if citizen.helper else ""):
        digits = "".join(c for c in phone if c.isdigit())
        if digits.startswith("84") and len(digits) > 9:
            digits = "0" + digits[2:]
        if len(digits) >= 6:
            found |= {digits, digits[-6:]}
    if citizen.id_number:
        found |= {citizen.id_number, citizen.id_number[-6:]}
    return found


def index(tx: Tx, citizen: Citizen) -> None:
    """Makes a person findable under their present words and no others."""
    tx.run("DELETE FROM people_words WHERE unit_id = ? AND citizen_id = ?", citizen.unit, citizen.id)
    tx.many(
        "INSERT INTO people_words (unit_id, word, citizen_id) VALUES (?, ?, ?)",
        [(citizen.unit, word, citizen.id) for word in sorted(words_of(citizen))],
    )
    tx.run(
        "INSERT INTO people (unit_id, citizen_id, sort) VALUES (?, ?, ?) "
        "ON CONFLICT (unit_id, citizen_id) DO UPDATE SET sort = excluded.sort",
        citizen.unit, citizen.id, text.name_key(citizen.name),
    )  # fmt: skip


def find(tx: Tx, scope: Scope, query: str, limit: int = 20, after: Sequence[str] = ("", "")) -> list[str]:
    """Bodies of the people in scope who bear every word of the query (each may be only begun), in Vietnamese order.

    A page begins after the (sort, id) given.
    """
    words = text.words(query)[:8]
    if not words or not scope.unit_ids:
        return []
    marks = ", ".join("?" * len(scope.unit_ids))
    one = f"SELECT unit_id, citizen_id FROM people_words WHERE unit_id IN ({marks}) AND word >= ? AND word < ?"
    values: list[str | int] = []
    for word in words:
        values += [*scope.unit_ids, word, word + "\U0010ffff"]
    rows = tx.rows(
        f"SELECT t.body FROM ({' INTERSECT '.join([one] * len(words))}) w "
        "JOIN people p ON p.unit_id = w.unit_id AND p.citizen_id = w.citizen_id "
        "JOIN things t ON t.unit_id = p.unit_id AND t.kind = 'citizen' AND t.id = p.citizen_id "
        # The sign keeps SQLite from going through everybody in order instead of through those who bear the words.
        "WHERE (p.sort || '', p.citizen_id) > (?, ?) ORDER BY p.sort, p.citizen_id LIMIT ?",
        *values, after[0], after[1], limit,
    )  # fmt: skip
    return [str(body) for (body,) in rows]


def in_order(tx: Tx, scope: Scope, after: Sequence[str] = ("", ""), limit: int = 50) -> list[str]:
    """Bodies of the people in scope in Vietnamese order, after the (sort, id) given."""
    marks = ", ".join("?" * len(scope.unit_ids))
    rows = tx.rows(
        "SELECT t.body FROM people p JOIN things t ON t.unit_id = p.unit_id AND t.kind = 'citizen' AND t.id = p.citizen_id "
        f"WHERE p.unit_id IN ({marks}) AND (p.sort, p.citizen_id) > (?, ?) ORDER BY p.sort, p.citizen_id LIMIT ?",
        *scope.unit_ids, after[0], after[1], limit,
    )  # fmt: skip
    return [str(body) for (body,) in rows]
