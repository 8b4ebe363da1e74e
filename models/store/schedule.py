"""When each job of the clock is due next. Whoever moves the time on by compare-and-set runs the job, and nobody else."""

from typing import NamedTuple

from models.store.engine import Tx


class Due(NamedTuple):
    """A job's next time, and when it last was begun (0: never)."""

    name: str
    due_ms: int
    ran_ms: int


def due(tx: Tx, name: str) -> Due | None:
    """When a job is due, if it was ever planned."""
    row = tx.row("SELECT name, due_ms, ran_ms FROM schedule WHERE name = ?", name)
    return Due(*row) if row else None


def planned(tx: Tx) -> list[Due]:
    """Every job that was ever planned, for people who ask when what runs."""
    return [Due(*row) for row in tx.rows("SELECT name, due_ms, ran_ms FROM schedule ORDER BY name")]


def plan(tx: Tx, name: str, due_ms: int) -> None:
    """Plans a job for the first time; a time that stands already stays."""
    tx.run("INSERT INTO schedule (name, due_ms, ran_ms) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", name, due_ms)


def claim(tx: Tx, was: Due, next_ms: int, now_ms: int) -> bool:
    """Takes a due time for the caller alone and moves the job on to its next; false when somebody else took it."""
    taken = tx.run(
        "UPDATE schedule SET due_ms = ?, ran_ms = ? WHERE name = ? AND due_ms = ?",
        next_ms,
        now_ms,
        was.name,
        was.due_ms,
    )
    return taken == 1
