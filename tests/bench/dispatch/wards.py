"""Synthetic wards: clustered homes, promised hours, scarce skills, lunch, and every rule a plan has to keep."""

import math
from random import Random

import msgspec

from server.dispatch.problem import Officer, Pause, Problem, Span, Visit, Weights
from server.dispatch.travel import Point, table_s

OPEN_S, CLOSE_S = 27_000, 61_200
"""07:30 and 17:00."""
MIDDLE: Point = (math.radians(10.371), math.radians(105.432))
_M_PER_RADIAN = 6_371_008.8


class Ward(msgspec.Struct, frozen=True, kw_only=True):
    """What a synthetic ward looks like."""

    visits: int = 80
    officers: int = 8
    radius_m: int = 1_800
    hamlets: int = 8
    at_home: int = 2
    """Officers who start from home."""
    scarce: int = 3
    doubles_percent: int = 0
    """Visits of two officers."""
    lunch_at_base: bool = True
    related_percent: int = 2
    pinned_percent: int = 0


WARD = Ward()
WEIGHTS = Weights()


def ward(seed: int, shape: Ward = WARD, weights: Weights = WEIGHTS) -> Problem:
    """The ward of this seed."""
    rng = Random(seed)
    middles = [_near(rng, MIDDLE, shape.radius_m) for _ in range(shape.hamlets)]
    points: list[Point] = [MIDDLE]
    officers = []
    for o in range(shape.officers):
        start = 0
        if o < shape.at_home:
            points.append(_near(rng, MIDDLE, shape.radius_m))
            start = len(points) - 1
        officers.append(_officer(rng, o, start, shape))
    visits = []
    for v in range(shape.visits):
        hamlet = rng.randrange(shape.hamlets)
        points.append(_near(rng, middles[hamlet], shape.radius_m // 4))
        visits.append(_visit(rng, v, len(points) - 1, f"h{hamlet}", officers, shape))
    return Problem(
        unit="30307",
        day="2026-11-23",
        officers=tuple(officers),
        visits=tuple(visits),
        points=tuple(points),
        travel_s=table_s(points, from_s=OPEN_S, to_s=CLOSE_S),
        weights=weights,
    )


def _near(rng: Random, point: Point, radius_m: float) -> Point:
    angle, away = rng.random() * 2 * math.pi, radius_m * math.sqrt(rng.random())
    lat = point[0] + away * math.sin(angle) / _M_PER_RADIAN
    return lat, point[1] + away * math.cos(angle) / (_M_PER_RADIAN * math.cos(point[0]))


def _officer(rng: Random, o: int, start: int, shape: Ward) -> Officer:
    scarce = {f"s{k}" for k in range(1, shape.scarce + 1) if rng.random() < 0.4 or o % shape.scarce == k - 1}
    return Officer(
        id=f"o{o}",
        name=f"Cán bộ {o + 1}",
        start=start,
        end=start,
        shift=Span(OPEN_S, CLOSE_S),
        skills=frozenset({"s0", *scarce}),
        pauses=(Pause(from_s=40_500, latest_s=43_200, length_s=5_400, place=0 if shape.lunch_at_base else None),),
        territory=frozenset(f"h{h}" for h in range(shape.hamlets) if h % shape.officers == o or rng.random() < 0.25),
    )


def _visit(rng: Random, v: int, place: int, hamlet: str, officers: list[Officer], shape: Ward) -> Visit:
    two = rng.random() * 100 < shape.doubles_percent
    skill = "s0" if rng.random() < 0.7 else f"s{rng.randint(1, shape.scarce)}"
    related = {o.id for o in officers if rng.random() * 100 < shape.related_percent}
    able = [o.id for o in officers if skill in o.skills and o.id not in related]
    pinned = (rng.choice(able),) if able and not two and rng.random() * 100 < shape.pinned_percent else ()
    return Visit(
        id=f"v{v}",
        name=f"Nhà {v + 1}",
        citizen=f"c{v}",
        place=place,
        service_s=60 * rng.randrange(20, 46, 5),
        windows=(_window(rng),),
        skills=frozenset((skill,)),
        officers=2 if two else 1,
        band=rng.choices((0, 1, 2), (70, 25, 5))[0],
        hamlet=hamlet,
        preferred=rng.choice(officers).id if rng.random() < 0.3 else "",
        barred=frozenset(related),
        pinned=pinned,
    )


def _window(rng: Random) -> Span:
    """40 % an hour, 30 % half a day, the rest whenever the office is open."""
    kind = rng.random()
    if kind < 0.4:
        start_s = rng.choice((28_800, 32_400, 36_000, 48_600, 52_200, 55_800))
        return Span(start_s, start_s + 3_600)
    if kind < 0.7:
        return rng.choice((Span(OPEN_S, 41_400), Span(48_600, CLOSE_S)))
    return Span(OPEN_S, CLOSE_S)
