"""A PMTiles file with one tile of water over the whole world, for tests of the base map."""

from __future__ import annotations

import gzip
from pathlib import Path

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write


def _field(number: int, body: bytes) -> bytes:
    """A length-delimited field of protocol buffers; every body here is shorter than 128 bytes."""
    return bytes((number << 3 | 2, len(body))) + body


def _number(number: int, value: int) -> bytes:
    """A varint field; values here are at most two bytes long."""
    low = bytes((value,)) if value < 128 else bytes((value & 127 | 128, value >> 7))
    return bytes((number << 3,)) + low


_WHOLE = bytes((9, 0, 0, 26, 128, 64, 0, 0, 128, 64, 255, 63, 0, 15))
"""Mapbox Vector Tile 2.1 §4.3: move to 0,0; line by 4096,0; by 0,4096; by -4096,0; close."""
TILE = _field(
    3, _field(1, b"water") + _field(2, _number(3, 3) + _field(4, _WHOLE)) + _number(5, 4096) + _number(15, 2)
)  # fmt: skip
"""One layer `water` with one polygon over all of it."""


def written(path: Path, pictures: bool = False) -> Path:
    """Writes the file; with `pictures` it says that its tiles are PNG."""
    with write(str(path)) as writer:
        writer.write_tile(zxy_to_tileid(0, 0, 0), gzip.compress(TILE, mtime=0))
        header = {
            "tile_type": TileType.PNG if pictures else TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": 0,
            "max_zoom": 0, "min_lon_e7": -1_800_000_000, "min_lat_e7": -850_000_000, "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000, "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        told = {"vector_layers": [{"id": "water"}], "attribution": "<a href='https://example.org'>© dữ liệu bịa</a>"}
        writer.finalize(header, told)
    return path
