"""Where a home is, as a clerk types, pastes or clicks it: two numbers; else the middle of the homes known nearby."""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from models import text
from models.said import Address, Place
from models.store import people
from models.store.engine import Tx
from models.store.people import Scope
from server.dispatch.travel import point, straight_m
from sync.board import read_thing

PAIR = re.compile(r"(\d{1,3}[.,]\d{2,})\s*[,; ]\s*(\d{1,3}[.,]\d{2,})(?:\s*±\s*(\d{1,5})\b)?")
"""Two numbers with decimals, wherever they stand: also in the link of a map that somebody sent."""
SOUTH, NORTH, WEST, EAST = 8, 24, 102, 118
"""The country, its islands with it: what lies elsewhere is a slip."""
NEAR_FOUND_MAX = 50
HOMES_MIN = 2
"""The middle of one home would be somebody's door."""
ACCURACY_M_MIN, ACCURACY_M_MAX = 50, 20_000


class Near(NamedTuple):
    """The middle of the homes known by the same word: how many, and how far they lie from it."""

    word: str
    homes: int
    place: Place

    @property
    def text(self) -> str:
        """What its button writes into the field."""
        return written(self.place)


def written(place: Place | None) -> str:
    """A place as its field shows it: "10.380000, 105.430000 ± 200"."""
    if place is None:
        return ""
    about = f" ± {place.accuracy_m}" if place.accuracy_m else ""
    return f"{place.lat_e6 / 1e6:.6f}, {place.lon_e6 / 1e6:.6f}{about}"


def read(typed: str) -> Place | None:
    """The place meant, whichever number comes first; None when these are no numbers of this country."""
    found = PAIR.search(typed)
    if found is None:
        return None
    lat, lon = sorted(float(one.replace(",", ".")) for one in found.groups()[:2])
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        return None
    return Place(lat_e6=round(lat * 1e6), lon_e6=round(lon * 1e6), accuracy_m=int(found[3] or 0))


def near(tx: Tx, scope: Scope, home: Address) -> tuple[Near, ...]:
    """What is known of the neighbourhood: by landmark, then street, then hamlet."""
    words = ((name, getattr(home, name)) for name in ("landmark", "street", "hamlet"))
    found = (_middle(tx, scope, name, word) for name, word in words if word)
    return tuple(one for one in found if one is not None)


def _middle(tx: Tx, scope: Scope, name: str, word: str) -> Near | None:
    bodies = people.find(tx, scope, word, NEAR_FOUND_MAX)
    homes = [read_thing("citizen", body).state.address for body in bodies]
    there = [one.place for one in homes if one.place and text.fold(getattr(one, name)) == text.fold(word)]
    return Near(word, len(there), _among(there)) if len(there) >= HOMES_MIN else None


def _among(places: Sequence[Place]) -> Place:
    lat, lon = (round(median(getattr(one, name) for one in places)) for name in ("lat_e6", "lon_e6"))
    at = Place(lat_e6=lat, lon_e6=lon)
    far_m = max(straight_m(point(at), point(one)) for one in places)
    return Place(lat_e6=lat, lon_e6=lon, accuracy_m=min(max(round(far_m), ACCURACY_M_MIN), ACCURACY_M_MAX))
