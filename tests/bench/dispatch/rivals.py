"""The same ward given to VROOM and to OR-Tools: their best models of our rules, their answers as our plans.

Only for comparison, so they are not among the project's dependencies: `uv pip install --group bench`. Both are told
everything but visits of two officers, which neither can keep together, and fair shares. Their days are timed, checked and
priced by our code. Both measure their time by the wall; so that a busy machine does not rob them they are given CPU seconds
like ours: OR-Tools is asked to stop when they are used up, VROOM is asked again for longer when it was cut off too soon.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from server.dispatch.draft import Draft
from server.dispatch.problem import Problem
from server.dispatch.pyvrp_model import FAR_PRICE
from server.dispatch.route import Order, Plan, Starts, Tables, after, before, pause_of

Rival = Callable[[Problem, float], Plan]
_PRIVATE = 1_000
_BANDS = (1, 10, 100)
"""VROOM's priorities, which it takes in strict order."""


def vroom(problem: Problem, seconds: float) -> Plan:
    """VROOM at its highest level of exploration on one thread."""
    import vroom as engine

    tables = Tables(problem)
    n = len(tables.visits)
    pauses = [(o, k) for o in range(len(tables.officers)) for k in range(len(tables.officers[o].pauses))]
    asked = engine.Input()
    breaks = _crew(engine, asked, tables, pauses)
    asked.add_job(
        [
            engine.Job(
                v, location=2 + v, default_service=tables.service[v], skills={_PRIVATE + v}, delivery=[tables.visits[v].load],
                time_windows=[engine.TimeWindow(*span) for span in tables.starts[v]], priority=_BANDS[tables.visits[v].band],
            )
            for v in range(n)
            if tables.starts[v] and not tables.two[v]
        ]
        + [
            engine.Job(
                n + i, location=2 + n + i, default_service=pause.length_s, skills={10**6 + o}, delivery=[0], priority=100,
                time_windows=[engine.TimeWindow(pause.from_s, pause.latest_s)],
            )
            for i, (o, k) in enumerate(pauses)
            if (pause := tables.officers[o].pauses[k]).place is not None
        ]
    )  # fmt: skip
    answer = _given(asked, seconds)
    orders: dict[int, Order] = {}
    for row in np.asarray(answer._routes_numpy()):
        order, id = orders.setdefault(int(row["vehicle_id"]), []), int(row["id"])
        if row["type"] == b"job":
            order.append(id if id < n else before(pauses[id - n][1]))
        elif row["type"] == b"break":
            order.append(before(breaks[id]))
    return _plan(tables, orders, "vroom")


def _given(asked: Any, seconds: float) -> Any:
    """VROOM's answer after so many CPU seconds, or fewer if it had finished by then."""
    wall_s = seconds
    for _ in range(5):
        began_s, cpu_s = time.monotonic(), time.process_time()
        answer = asked.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=wall_s))
        used_s = time.process_time() - cpu_s
        if used_s >= 0.97 * seconds or time.monotonic() - began_s < 0.8 * wall_s:
            break
        wall_s *= min(4.0, seconds / used_s)
    return answer


def _crew(engine: Any, asked: Any, tables: Tables, pauses: list[tuple[int, int]]) -> dict[int, int]:
    """Tells VROOM of every officer's day; answers which of its breaks is which pause without a place."""
    breaks: dict[int, int] = {}
    for o in range(len(tables.officers)):
        officer = tables.officers[o]
        rests = [tables.officers[p].pauses[k].place for p, k in pauses]
        places = np.array(
            [officer.start, officer.end, *tables.place, *(officer.start if r is None else r for r in rests)]
        )
        way_s = tables.table[o][np.ix_(places, places)]
        price_s = way_s + np.array([0, 0, *tables.price[o], *(0 for _ in pauses)])
        np.fill_diagonal(price_s, 0)
        asked.set_durations_matrix(f"o{o}", way_s)
        asked.set_costs_matrix(f"o{o}", price_s)
        roaming = []
        for k, pause in enumerate(officer.pauses):
            if pause.place is None:
                breaks[len(breaks) + 1] = k
                times = [engine.TimeWindow(pause.from_s, pause.latest_s)]
                roaming.append(engine.Break(len(breaks), time_windows=times, service=pause.length_s))
        skills = {_PRIVATE + v for v in range(len(tables.visits)) if tables.may[o, v]} | {10**6 + o}
        shift = engine.TimeWindow(officer.shift.from_s, officer.shift.to_s)
        vehicle = engine.Vehicle(
            o,
            start=0,
            end=1,
            profile=f"o{o}",
            skills=skills,
            time_window=shift,
            breaks=roaming,
            capacity=[officer.load_max],
        )
        asked.add_vehicle(vehicle)
    return breaks


def ortools(problem: Problem, seconds: float) -> Plan:
    """OR-Tools' routing library with guided local search, the advice of its own documentation for such problems."""
    from ortools.constraint_solver import pywrapcp

    tables = Tables(problem)
    n, crew = len(tables.visits), range(len(tables.officers))
    pauses = [(o, k) for o in crew for k in range(len(tables.officers[o].pauses))]
    rests = [place for o, k in pauses if (place := tables.officers[o].pauses[k].place) is not None]
    assert len(rests) == len(pauses), "give this rival pauses with a place"
    places = [*tables.place, *rests, *(o.start for o in tables.officers), *(o.end for o in tables.officers)]
    first = n + len(pauses)
    starts, ends = [first + o for o in crew], [first + len(crew) + o for o in crew]
    manager = pywrapcp.RoutingIndexManager(len(places), len(crew), starts, ends)
    model = pywrapcp.RoutingModel(manager)
    stay = [
        *tables.service,
        *(tables.officers[o].pauses[k].length_s for o, k in pauses),
        *(0 for _ in (*starts, *ends)),
    ]
    transits = []
    for o in crew:
        way = tables.table[o][np.ix_(places, places)]
        price = way + np.array([*tables.price[o], *(0 for _ in range(len(places) - n))])
        np.fill_diagonal(price, 0)
        transits.append(model.RegisterTransitMatrix((way + np.array(stay)[:, None]).tolist()))
        model.SetArcCostEvaluatorOfVehicle(model.RegisterTransitMatrix(price.tolist()), o)
    model.AddDimensionWithVehicleTransits(transits, 100_000, 100_000, False, "time")
    clock = model.GetDimensionOrDie("time")
    for v in range(n):
        index = manager.NodeToIndex(v)
        allowed = [o for o in crew if tables.may[o, v]]
        model.VehicleVar(index).SetValues([-1, *allowed])
        model.AddDisjunction([index], tables.prize[v])
        _open(clock.CumulVar(index), tables.starts[v])
    for i, (o, k) in enumerate(pauses):
        index, pause = manager.NodeToIndex(n + i), tables.officers[o].pauses[k]
        model.VehicleVar(index).SetValues([-1, o])
        model.AddDisjunction([index], FAR_PRICE)
        clock.CumulVar(index).SetRange(pause.from_s, pause.latest_s)
    for o in crew:
        shift = tables.officers[o].shift
        clock.CumulVar(model.Start(o)).SetRange(shift.from_s, shift.to_s)
        clock.CumulVar(model.End(o)).SetRange(shift.from_s, shift.to_s)
    until_s = time.process_time() + seconds
    model.AddSearchMonitor(model.solver().CustomLimit(lambda: time.process_time() >= until_s))
    answer = model.SolveWithParameters(_guided(10 * seconds))
    orders = {o: _walked(model, manager, answer, o, n, pauses) for o in crew} if answer else {}
    return _plan(tables, orders, "ortools")


def _walked(model: Any, manager: Any, answer: Any, o: int, n: int, pauses: list[tuple[int, int]]) -> Order:
    """One officer's day in OR-Tools' answer, in its order."""
    order: Order = []
    index = answer.Value(model.NextVar(model.Start(o)))
    while not model.IsEnd(index):
        node = manager.IndexToNode(index)
        order.append(node if node < n else before(pauses[node - n][1]))
        index = answer.Value(model.NextVar(index))
    return order


def _guided(seconds: float) -> Any:
    """Cheapest insertion, then guided local search until the time is up."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    return search


def _open(variable: Any, spans: Starts) -> None:
    """Where a visit may begin: from its first window's opening to the last one's end, without what lies between."""
    variable.SetRange(spans[0][0], spans[-1][1])
    for (_, end), (begin, _) in zip(spans, spans[1:], strict=False):
        variable.RemoveInterval(end + 1, begin - 1)


def _plan(tables: Tables, orders: dict[int, Order], engine: str) -> Plan:
    """A rival's days as our plan; a day that cannot be kept is given up, which has not happened."""
    draft = Draft(tables)
    for o, order in orders.items():
        pauses = {pause_of(item) for item in order if item < 0}
        if not any(item >= 0 for item in order) or pauses != set(range(len(tables.officers[o].pauses))):
            continue
        roams = [item if item >= 0 else _late(tables, o, item) for item in order]
        if not draft.put(o, order):
            draft.put(o, roams)
    return draft.plan(engine, 0)


def _late(tables: Tables, o: int, item: int) -> int:
    return after(pause_of(item)) if tables.officers[o].pauses[pause_of(item)].place is None else item
