"""The application as a process: it starts from the environment, says how it is, and stops when told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from litestar.testing import TestClient

from models.store import projections
from models.store.engine import Store
from server.app import make_app, make_house
from server.clock import uuid7
from server.settings import Settings
from tests.server.running import ROOT, Running


def test_it_starts_from_the_environment(store_url: str, tmp_path: Path) -> None:
    """Under uvicorn, with nothing but settings, an empty database becomes a server that answers and can be stopped."""
    with Running(store=store_url, files=str(tmp_path / "files"), backups=str(tmp_path / "backups")) as server:
        status, body = server.call("GET", "/health")
        told = json.loads(body)
        assert (status, told["status"], told["units"]) == (200, "ok", "0")
        assert told["store"] == store_url.partition(":")[0] and told["epoch"]
        assert server.call("GET", "/openapi/openapi.json")[0] == 200
    assert server.ended() is not None


def test_a_wrong_setting_stops_the_start(tmp_path: Path) -> None:
    """A mistyped setting is named, and nothing is begun: no half-configured server, no database."""
    ward = tmp_path / "ward.db"
    told = {"TANNHA_STORE": f"sqlite:{ward}", "TANNHA_SESION_HOURS": "1", "PATH": ""}
    command = [sys.executable, "-c", "from server.app import app; app()"]
    run = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert run.returncode != 0 and "TANNHA_SESION_HOURS" in run.stderr
    assert not ward.exists()


def test_a_database_keeps_its_life(store: Store, tmp_path: Path) -> None:
    """The first start names the database's life; later starts, and other processes, keep that name."""
    settings = Settings(files=str(tmp_path), jobs=False)
    with TestClient(make_app(make_house(settings, store))) as client:
        first = client.get("/health").json()["epoch"]
    with TestClient(make_app(make_house(settings, store))) as client:
        assert client.get("/health").json()["epoch"] == first != ""
    with store.write() as tx:
        projections.begin_epoch(tx, uuid7())
    with TestClient(make_app(make_house(settings, store))) as client:
        assert client.get("/health").json()["epoch"] != first


@pytest.mark.parametrize("path", ["/health", "/health/", "/units", "/units/"])
def test_a_slash_at_the_end_changes_nothing(store: Store, tmp_path: Path, path: str) -> None:
    """An address is the same with and without a slash at its end."""
    with TestClient(make_app(make_house(Settings(files=str(tmp_path), jobs=False), store))) as client:
        assert client.get(path).status_code == 200
