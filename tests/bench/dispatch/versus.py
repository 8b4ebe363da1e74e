"""A ward's day beside VROOM and OR-Tools at equal time, and a ward with more to do than it can."""

import importlib.util
import statistics
from collections.abc import Callable, Sequence

from server.dispatch.checker import faults
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Problem
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables
from tests.bench.dispatch.report import spent, table
from tests.bench.dispatch.wards import WARD, Ward, ward

Planner = Callable[[Problem, float], Plan]


def ours(problem: Problem, seconds: float) -> Plan:
    """Our planner, with a fixed seed."""
    return plan(problem, Limit(cpu_s=seconds), 1)


def planners() -> dict[str, Planner]:
    """Our planner, and the rivals that are installed."""
    found: dict[str, Planner] = {"ours": ours}
    if importlib.util.find_spec("vroom") and importlib.util.find_spec("ortools"):
        from tests.bench.dispatch import rivals

        found |= {"vroom": rivals.vroom, "ortools": rivals.ortools}
    return found


def rank(problem: Problem, found: Plan) -> tuple[int, int, int]:
    """What counts, in this order: priority citizens left out, anyone left out, cost."""
    bands = {visit.id: visit.band for visit in problem.visits}
    out = [bands[visit] for visit in found.left_out]
    return sum(band > 0 for band in out), len(out), found.cost.travel_s + found.cost.soft_s


def ward_day(seeds: int, seconds: Sequence[float], shape: Ward = WARD) -> None:
    """Ours beside the rivals, seed by seed; then ours in little time against ours in much."""
    own: dict[float, list[int]] = {}
    for limit in seconds:
        rows, wins, spent_s = [], 0, dict[str, float]()
        who = planners()
        for seed in range(seeds):
            problem = ward(seed, shape)
            ranks = {}
            for name, planner in who.items():
                with spent() as used:
                    found = planner(problem, limit)
                assert not faults(problem, found), (name, seed)
                ranks[name] = rank(problem, found)
                spent_s[name] = spent_s.get(name, 0.0) + used.cpu_s
            best = min(ranks.values())
            wins += ranks["ours"] == best
            own.setdefault(limit, []).append(ranks["ours"][2])
            mark = "" if ranks["ours"] == best else f"+{100 * (ranks['ours'][2] / best[2] - 1):.1f} %"
            rows.append([seed, *(f"{a} {b} {c // 60}" for a, b, c in ranks.values()), mark])
        rows.append(["CPU s", *(f"{cpu_s / seeds:.2f}" for cpu_s in spent_s.values()), ""])
        title = f"Ward day, {shape.visits} visits, {shape.officers} officers, {limit:g} s: best or equal on {wins} of {seeds}"
        table(title, ["seed", *(f"{name}: priority out, out, minutes" for name in who), "behind"], rows)
    if len(own) > 1:
        little, much = own[min(own)], own[max(own)]
        gaps = [100 * (a / b - 1) for a, b in zip(little, much, strict=True)]
        table(
            f"Ours at {min(own):g} s against its own {max(own):g} s",
            ["mean %", "median %", "max %"],
            [[statistics.mean(gaps), statistics.median(gaps), max(gaps)]],
        )


def overload(seeds: int, seconds: float) -> None:
    """100 visits, 7 officers: who is left out, and whether an ordinary one could have given way to one of priority."""
    rows = []
    for seed in range(seeds):
        problem = ward(seed, Ward(visits=100, officers=7))
        row: list[object] = [seed]
        for planner in planners().values():
            found = planner(problem, seconds)
            priority, out, cost_s = rank(problem, found)
            row.append(f"{priority} {out} {cost_s // 60} {swaps(problem, found)}")
        rows.append(row)
    head = ["seed", *(f"{name}: priority out, out, minutes, swaps missed" for name in planners())]
    table(f"Overload, 100 visits, 7 officers, {seconds:g} s", head, rows)


def swaps(problem: Problem, found: Plan) -> int:
    """How many left out could be made in place of one of a lower band, the others staying in their order."""
    draft = drafted(Tables(problem), found)
    missed = 0
    for v in draft.missing():
        lower = [u for u in draft.made() if problem.visits[u].band < problem.visits[v].band]
        for u in lower:
            other = draft.copy()
            if other.take(u) and other.place(v) is not None:
                missed += 1
                break
    return missed
