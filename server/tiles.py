"""A base map from one PMTiles file on this machine (PMTiles 3): which tiles it has, and each of them.

The file is an extract somebody cut for the ward; nothing is ever asked of another server. It is opened once and read in
place; a file put in its place is read after the next start.
"""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

log = structlog.get_logger()

TEXT_CHARS_MAX = 300


class Tiles(NamedTuple):
    """An opened file: what it covers, whose data it is, the names of its layers, and whether its tiles are packed."""

    reader: Reader
    zoom_min: int
    zoom_max: int
    bounds: tuple[float, float, float, float]
    attribution: str
    layers: tuple[str, ...]
    packed: bool

    def tile(self, z: int, x: int, y: int, packs: bool) -> bytes | None:
        """One vector tile, packed by gzip if the file has it so and the caller takes it; None where there is none."""
        body: bytes | None = self.reader.get(z, x, y)
        return gzip.decompress(body) if body and self.packed and not packs else body


@cache
def opened(path: str) -> Tiles | None:
    """The file of this name; None, and a line in the log, when it is none that can be read or holds no vector tiles."""
    try:
        with Path(path).open("rb") as file:
            reader = Reader(MmapSource(file))
        header, told = reader.header(), reader.metadata()
        if header["tile_type"] != TileType.MVT or header["tile_compression"] not in (
            Compression.GZIP,
            Compression.NONE,
        ):
            raise ValueError("only vector tiles (MVT), plain or gzip")
    except Exception as error:  # the reader raises whatever a damaged file makes it raise
        log.warning("map tiles unread", path=path, error=str(error)[:200])
        return None
    return _tiles(reader, header, told)


def _tiles(reader: Reader, header: dict[str, Any], told: dict[str, Any]) -> Tiles:
    bounds = tuple(header[f"{name}_e7"] / 1e7 for name in ("min_lon", "min_lat", "max_lon", "max_lat"))
    named = re.sub(r"<[^>]*>|[<>&]", "", str(told.get("attribution", "")))[:TEXT_CHARS_MAX]
    layers = tuple(str(one.get("id", ""))[:TEXT_CHARS_MAX] for one in told.get("vector_layers", [])[:100])
    return Tiles(
        reader, header["min_zoom"], header["max_zoom"], (bounds[0], bounds[1], bounds[2], bounds[3]), named, layers,
        header["tile_compression"] == Compression.GZIP,
    )  # fmt: skip
