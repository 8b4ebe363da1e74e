"""What every test of the command may ask for: a small demo, and what a command said, whether it succeeded or refused."""

from __future__ import annotations

from pathlib import Path

from click.testing import Result

from models.store.engine import Store
from server.clock import wall_ms
from server.demo import ward
from server.demo.seed import seed

ROOT = Path(__file__).resolve().parents[2]
SMALL = ward.TOWN._replace(citizens=30, requests_a_day=12)


def demo_of(store: Store, day: str) -> Store:
    """The store with a small demo of a day in it."""
    seed(store, day, 1, wall_ms(), (SMALL,))
    return store


def done(result: Result) -> str:
    """What a command that must succeed printed."""
    assert result.exit_code == 0, result.output
    return result.stdout


def said_no(result: Result, code: int = 1) -> str:
    """What a command that must refuse told: in both languages, without a traceback."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit) and "Traceback" not in result.output
    assert "Lỗi" in result.stderr and "Error" in result.stderr
    return result.stderr
