"""`tannha serve` as somebody at a terminal meets it: the address it tells, how it ends, and how it says no."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from models.calendar import local_day
from models.store.engine import Store, open_store
from server.cli import main
from server.clock import wall_ms
from server.demo import ward
from tests.server.terminal import ROOT, demo_of, said_no


def test_sqlite_has_no_workers() -> None:
    """Several processes on one SQLite file are refused, with the reason and the way out."""
    told = said_no(CliRunner().invoke(main, ["serve", "--store", "sqlite:x.db", "--workers", "2"]), 2)
    assert "PostgreSQL" in told


def start(store_url: str, folder: Path, *words: str) -> tuple[subprocess.Popen[bytes], str, Path]:
    """`tannha serve` in a process of its own: the process, the address it told, and the file all it says goes to.

    A file and not a pipe: nothing the program says is lost to whoever read a part of it before, and it never waits for a reader.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TANNHA_")}
    environment |= {"TANNHA_FILES": str(folder / "files"), "TANNHA_JOBS": "false", "COLUMNS": "160"}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--store", store_url, *words]
    told = folder / "told.txt"
    with told.open("wb") as file:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=file)
    until = time.monotonic() + 120
    while not (found := re.search(r"http://localhost:\d+\s", told.read_text("utf-8", "ignore"))):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait(60)
            raise AssertionError(told.read_text("utf-8", "ignore"))
        time.sleep(0.05)
    return process, found[0].strip(), told


def stop(process: subprocess.Popen[bytes]) -> int:
    """Asks the program to end, and says how it did."""
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def answer(address: str) -> dict[str, Any]:
    """What the server says of its health, once it is up."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=60) as reply:
                told: dict[str, Any] = json.loads(reply.read())
                return told
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_serve_tells_its_address_and_stops_when_asked(store: Store, store_url: str, tmp_path: Path) -> None:
    """The address told answers; a demo's logins are told; a taken port is refused; SIGTERM ends it with 0."""
    demo_of(store, local_day(wall_ms()))
    process, address, told = start(store_url, tmp_path)
    try:
        assert answer(address)["status"] == "ok"
        port = address.rpartition(":")[2]
        taken = CliRunner().invoke(main, ["serve", "--store", store_url, "--port", port])
        assert port in said_no(taken)
        assert stop(process) == 0
        said = told.read_text("utf-8")
        assert "officer1" in said and ward.PASSWORD in said
    finally:
        process.kill()
        process.wait(60)


@pytest.mark.postgres
def test_workers_share_a_port_on_postgresql(postgres: Any, tmp_path: Path) -> None:
    """Two workers behind one socket answer and stop together."""
    database = postgres.fresh()
    open_store(postgres.url(database)).close()
    process, address, told = start(postgres.url(database), tmp_path, "--workers", "2")
    try:
        assert answer(address)["status"] == "ok"
        assert stop(process) == 0 and ward.PASSWORD not in told.read_text("utf-8")
    finally:
        process.kill()
        process.wait(60)
        postgres.left.append(database)
