"""Solomon's instances through our modelling layer, beside PyVRP as it comes, against the best known solutions.

DIMACS convention: distances truncated to one decimal, total distance counts. Instances are read from a folder the user names
(VRPLIB form, each with its .sol); none is kept here.
"""

import time
from pathlib import Path

import msgspec
import numpy as np
import pyvrp
import vrplib

from server.dispatch.limit import Clock, Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Officer, Problem, Span, Visit, Weights


class Result(msgspec.Struct, frozen=True):
    """One instance: gaps to the best known in percent, ours and the bare solver's, and whether ours may be driven."""

    name: str
    ours: float
    bare: float
    feasible: bool
    cpu_s: float


def names(folder: Path, prefixes: str) -> list[str]:
    """The hundred-customer instances in a folder whose names begin with one of these, comma between them."""
    starts = tuple(prefixes.split(",")) if prefixes else ("C1", "C2", "R1", "R2", "RC1", "RC2")
    found = [path.stem for path in sorted(folder.glob("*.vrp")) if "_" not in path.stem]
    return [name for name in found if name.startswith(starts)]


def problem(path: Path) -> Problem:
    """An instance as a day of a ward: vehicles are officers, customers are visits, demand is load."""
    told = vrplib.read_instance(str(path))
    points = np.array(told["node_coord"], dtype=float)
    way = np.floor(10 * np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))).astype(np.int64)
    windows = 10 * np.array(told["time_window"], dtype=int)
    service = np.broadcast_to(10 * np.array(told["service_time"], dtype=int), (len(points),))
    count = int(told.get("vehicles", len(points) - 1))
    visits = tuple(
        Visit(
            id=f"v{i}",
            place=i,
            service_s=int(service[i]),
            windows=(Span(int(windows[i, 0]), int(windows[i, 1]) + 1),),
            load=int(told["demand"][i]),
        )
        for i in range(1, len(points))
    )
    shift = Span(int(windows[0, 0]), int(windows[0, 1]))
    officers = tuple(
        Officer(id=f"o{k}", start=0, end=0, shift=shift, load_max=int(told["capacity"])) for k in range(count)
    )
    return Problem(unit="", day="", officers=officers, visits=visits, travel_s=way, weights=Weights(prize_s=100_000))


def bare(path: Path, cpu_s: float, seed: int) -> float:
    """What PyVRP finds as it comes, in the same time."""
    data = pyvrp.read(path, round_func="dimacs")
    result = pyvrp.solve(data, Clock(Limit(cpu_s=cpu_s)), seed=seed, collect_stats=False)
    return result.cost() if result.is_feasible() else float("inf")


def measured(folder: Path, name: str, cpu_s: float, seed: int, *, with_bare: bool) -> Result:
    """One instance, solved both ways."""
    best = float(vrplib.read_solution(str(folder / f"{name}.sol"))["cost"]) * 10
    began = time.process_time()
    found = plan(problem(folder / f"{name}.vrp"), Limit(cpu_s=cpu_s), seed)
    used = time.process_time() - began
    other = bare(folder / f"{name}.vrp", cpu_s, seed) if with_bare else float("nan")
    feasible = not found.verdict and not found.left_out
    return Result(name, 100 * (found.cost.travel_s / best - 1), 100 * (other / best - 1), feasible, used)
