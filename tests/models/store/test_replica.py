"""What a tablet keeps: durable as the office, opened by its own program only."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.store import replica
from models.store.engine import StoreUnfit
from models.store.tapes import Tape


def test_a_replica_is_as_durable_as_the_office(tmp_path: Path) -> None:
    """Every commit is flushed, and what was kept is there when it is opened again."""
    for _ in range(2):
        store = replica.open_replica(f"sqlite:{tmp_path / 't.db'}")
        with store.write() as tx:
            assert tx.rows("PRAGMA synchronous") == [(2,)] and tx.rows("PRAGMA journal_mode") == [("wal",)]
            assert replica.fact(tx, "cursor") in ("", "c")
            replica.set_fact(tx, "cursor", "c")
        store.close()


def test_a_replica_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    """A file that a newer program has changed is left as it is, so that no unsent word is lost to an old one."""
    store = replica.open_replica(f"sqlite:{tmp_path / 't.db'}")
    with store.write() as tx:
        tx.run("INSERT INTO migrations (name, digest) VALUES ('9999_later.sql', 'x')")
    store.close()
    with pytest.raises(StoreUnfit, match="newer program"):
        replica.open_replica(f"sqlite:{tmp_path / 't.db'}")


def test_a_tape_begins_before_its_first_event(tmp_path: Path) -> None:
    """A tablet that has said nothing stands at zero, and after its events are let go where they ended."""
    store = replica.open_replica(f"sqlite:{tmp_path / 't.db'}")
    with store.write() as tx:
        assert replica.tape(tx) == Tape(0, "0" * 64)
        said = replica.Spoken(1, "e-1", "d" * 64, "{}", "X", "visit", "v", 1, 5, 1, "applied", 9, "{}", 7)
        replica.append(tx, said, [("visit", "v")])
        assert replica.all_spoken(tx) == [said] and replica.pending(tx, "visit", "v", 8) == ["{}"]
        assert replica.pending(tx, "visit", "v", 9) == []
        assert replica.forget_spoken(tx, 7) == 0
        assert replica.forget_spoken(tx, 8) == 1
        assert replica.all_spoken(tx) == [] and replica.tape(tx) == Tape(1, "d" * 64)
    store.close()
