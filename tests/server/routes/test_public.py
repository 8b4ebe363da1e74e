"""What everybody may read: the units of the country and the procedures in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from models.procedure import catalogue, in_force
from models.store.engine import open_store
from models.unit import all_units, children
from server.app import make_app, make_house
from server.settings import Settings
from tests.server.story import Clock


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    """A stranger at a server whose store plays no part in the answers."""
    store = open_store("sqlite::memory:")
    with TestClient(make_app(make_house(Settings(jobs=False), store, Clock()))) as calling:
        yield calling
    store.close()


def pages(client: TestClient[Any], path: str, limit: int) -> list[Any]:
    """Every item of a list, page by page."""
    found: list[Any] = []
    after = ""
    while True:
        page = client.get(path, params={"limit": limit, "after": after}).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        after = page["next"]
        if not after:
            return found


def test_the_whole_tree(client: TestClient[Any]) -> None:
    """From the provinces down every unit of the country is met exactly once."""
    provinces = pages(client, "/units", 10)
    assert len(provinces) == 34 and all(unit["parent"] is None for unit in provinces)
    below = [unit for province in provinces for unit in pages(client, f"/units/{province['id']}/children", 200)]
    assert len(provinces) + len(below) == len({unit["id"] for unit in provinces + below}) == len(all_units())


def test_one_unit(client: TestClient[Any]) -> None:
    """A unit is found by its code with its full name and its province; a code nobody bears is not."""
    ward = client.get("/units/30307").json()
    assert (ward["full_name"], ward["parent"]) == ("Phường Long Xuyên", "91")
    assert client.get("/units/30307/children").json() == {"items": [], "next": ""}
    assert client.get("/units/99999").json()["code"] == client.get("/units/00/children").json()["code"] == "not_found"


def test_a_page_in_the_middle(client: TestClient[Any]) -> None:
    """A list is cut where asked and goes on right after."""
    known = [unit.id for unit in children("91")]
    page = client.get("/units/91/children", params={"limit": 3, "after": known[4]}).json()
    assert [unit["id"] for unit in page["items"]] == known[5:8] and page["next"] == known[7]


def test_procedures_in_force(client: TestClient[Any]) -> None:
    """Of each procedure the version in force on the day asked, today when none is; none before the first came into force."""
    today = pages(client, "/procedures", 2)
    codes = sorted({procedure.code for procedure in catalogue()})
    assert [item["code"] for item in today] == codes
    for item in today:
        version = in_force(item["code"], "2026-11-22")
        assert version is not None and item["version"] == version.version
    assert client.get("/procedures?day=2000-01-01").json() == {"items": [], "next": ""}
    assert client.get("/procedures?day=22-11-2026").status_code == 400
