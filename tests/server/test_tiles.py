"""The base map: tiles come out of the file as they were put in, packed only for whoever takes that, and never from elsewhere."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from server.app import make_app, make_house
from server.settings import Settings
from server.tiles import opened
from tests.server.browsing import Browser
from tests.server.seeded import Seeded
from tests.server.tiled import TILE, written


@pytest.fixture
def drawn(seeded: Seeded, tmp_path: Path) -> Browser:
    """A supervisor of a ward whose server has a base map."""
    tiles = written(tmp_path / "ward.pmtiles")
    settings = msgspec.structs.replace(seeded.house.settings, map_tiles=str(tiles))
    house = make_house(settings, seeded.store, seeded.clock)
    return Browser(TestClient(make_app(house)), seeded, "supervisor")


def test_a_tile_is_served_as_it_is_kept(drawn: Browser) -> None:
    """The document names layers, zooms and whose data it is as plain text; the one tile comes whole, the others are empty."""
    told = drawn.client.get("/board/tiles").json()
    assert told["tiles"] == ["/board/tiles/{z}/{x}/{y}"] and (told["minzoom"], told["maxzoom"]) == (0, 0)
    assert told["attribution"] == "© dữ liệu bịa" and told["vector_layers"] == [{"id": "water"}]
    answer = drawn.client.get("/board/tiles/0/0/0")
    assert (answer.status_code, answer.content) == (200, TILE)
    assert answer.headers["content-encoding"] == "gzip"
    plain = drawn.client.get("/board/tiles/0/0/0", headers={"Accept-Encoding": "identity"})
    assert plain.content == TILE and "content-encoding" not in plain.headers
    assert drawn.client.get("/board/tiles/1/1/1").status_code == 204


@pytest.mark.parametrize(
    "path", ["/board/tiles/0/1/0", "/board/tiles/3/0/8", "/board/tiles/23/0/0", "/board/tiles/-1/0/0"]
)
def test_there_is_no_tile_outside_the_world(drawn: Browser, path: str) -> None:
    """Numbers no zoom has are refused before the file is looked into."""
    assert drawn.client.get(path).status_code in (400, 404)


def test_without_a_file_there_is_nothing_under_the_ways(client: TestClient[Any], seeded: Seeded) -> None:
    """The document has no tiles, and every tile is unknown."""
    head = Browser(client, seeded, "supervisor")
    assert head.client.get("/board/tiles").json()["tiles"] == []
    assert head.client.get("/board/tiles/0/0/0").status_code == 404


def test_what_is_no_map_is_left_alone(tmp_path: Path) -> None:
    """A file that is missing, is no PMTiles, or holds pictures does not stop the server: the map is drawn without it."""
    broken, pictures = tmp_path / "broken.pmtiles", written(tmp_path / "pictures.pmtiles", pictures=True)
    broken.write_bytes(gzip.compress(b"no map"))
    assert [opened(str(path)) for path in (tmp_path / "none.pmtiles", broken, pictures)] == [None, None, None]


def test_the_setting_is_empty_unless_somebody_sets_it() -> None:
    """No ward asks anybody for tiles by default."""
    assert Settings().map_tiles == ""
