"""How a database comes to this program's schema: numbered texts, each applied once, never changed after.

One runner for both engines, on Tx: sqlite-utils' Migrations keep no digest and know no PostgreSQL. Whoever
calls migrate() holds a lock that lets one process in at a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from models.store.engine import StoreUnfit, Tx

_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
_QUOTED_COMMENT_END = re.compile(r"('(?:[^']|'')*')|--[^\n]*|(;)")
_TEXT = re.compile(r"(?<!\bAS )\bTEXT\b")


def migrate(tx: Tx, texts: Sequence[tuple[str, str]] | None = None) -> None:
    """Applies what is missing; refuses a database that another version of the program has changed."""
    texts = schema_texts() if texts is None else texts
    tx.define("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL);\n")
    applied = tx.rows("SELECT name, digest FROM migrations ORDER BY name")
    known = [(name, sha256(text.encode()).hexdigest()) for name, text in texts]
    for have, want in zip(applied, known, strict=False):
        if have[0] == want[0] and have[1] != want[1]:
            raise StoreUnfit(f"schema {have[0]} was changed after it was applied to this database")
        if have != want:
            raise StoreUnfit(f"this database has schema {have[0]} where this program has {want[0]}")
    if len(applied) > len(known):
        raise StoreUnfit(f"this database has schema {applied[-1][0]}: it needs a newer program")
    for (name, text), (_, digest) in list(zip(texts, known, strict=True))[len(applied) :]:
        tx.define(text)
        tx.run("INSERT INTO migrations (name, digest) VALUES (?, ?)", name, digest)


def schema_texts() -> list[tuple[str, str]]:
    """Name and text of each schema file of this program, in the order of their numbers."""
    folder = files("models.store").joinpath("schema")
    found = sorted((entry for entry in folder.iterdir() if _NAME.fullmatch(entry.name)), key=lambda e: e.name)
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in found]


def statements(ddl: str) -> list[str]:
    """The statements of a schema text, each ended by `;`, without its comments."""
    parts, start, bare = [], 0, ""
    for found in _QUOTED_COMMENT_END.finditer(ddl):
        bare += ddl[start : found.start()] + (found.group(1) or "")
        start = found.end()
        if found.group(2):
            parts.append(bare)
            bare = ""
    parts.append(bare + ddl[start:])
    return [part.strip() for part in parts if part.strip()]


def sqlite_ddl(statement: str) -> str:
    """A statement with SQLite's name for BIGINT, its tables STRICT: else SQLite keeps any type anywhere."""
    statement = re.sub(r"\bBIGINT\b", "INTEGER", statement)
    return f"{statement} STRICT" if statement.startswith("CREATE TABLE ") else statement


def postgres_ddl(statement: str) -> str:
    """A statement whose text is ordered by its bytes, as SQLite orders it."""
    return _TEXT.sub('TEXT COLLATE "C"', statement)
