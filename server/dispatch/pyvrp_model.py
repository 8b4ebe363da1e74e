"""A draft made better by PyVRP: our problem in its words, and its answer in ours.

PyVRP knows neither who may go where, nor breaks, nor two officers at one door. So: each officer has a table of distances of
their own, in which what they may not do is too far and what costs something is farther (PyVRP's distance is our price); a
pause is a place only its officer can reach; visits of two stand still at the moment and are two places; several windows, and
the time once told, are alternatives of which one is taken. Officers exactly alike are one kind with several to be had.
"""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyvrp
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import NeighbourhoodParams, PerturbationParams

from server.dispatch.draft import Draft
from server.dispatch.limit import Clock, Limit
from server.dispatch.problem import NO_LIMIT, Table, move_price_s
from server.dispatch.route import Order, Starts, after, before, pause_of

FAR_PRICE = 200_000_000
"""More than the dearest prize, far from any overflow."""
FAR_S = 200_000
"""More than two days: nobody arrives in time."""
_SHORT_S, _TRIES_A_SECOND = 3.0, 600
_ROAM_STOPS = 2
"""A roaming pause may be had at so many doors before and after the place it has now."""


class Node(NamedTuple):
    """One client of the model: a visit (lead or second, at these begins), or an officer's pause at a place."""

    place: int
    visit: int = -1
    second: bool = False
    starts: Starts | None = None
    told: bool = False
    officer: int = -1
    pause: int = -1


class Model:
    """The PyVRP form of a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft, self._tables = draft, draft.tables
        self._officers = [o for o, timing in enumerate(draft.timings) if timing is not None]
        self.nodes: list[Node] = []
        self._clients: list[Client] = []
        self._groups: list[ClientGroup] = []
        self._loaded = any(self._tables.officers[o].load_max < NO_LIMIT for o in self._officers)
        self._counted = any(self._tables.officers[o].visits_max < NO_LIMIT for o in self._officers)
        for v in range(len(self._tables.visits)):
            self._add_visit(v)
        for o in self._officers:
            for k in range(len(self._tables.officers[o].pauses)):
                self._add_pause(o, k)
        self.kinds = self._kinds()
        self.data = self._data()

    def _add_visit(self, v: int) -> None:
        """A visit as one client, as alternatives, or as two clients at a fixed moment."""
        tables, draft = self._tables, self._draft
        place = tables.place[v]
        if tables.two[v]:
            if v in draft.pairs:
                start_s = draft.pairs[v][2]
                for second in (False, True):
                    node = Node(place, v, second, ((start_s, start_s),))
                    self._add([node], tables.service[v], 0, required=True)
            return
        spans = [Node(place, v, starts=(span,)) for span in tables.starts[v]]
        spans = [Node(place, v, starts=(span,), told=True) for span in tables.near[v]] + spans
        required = tables.visits[v].must and draft.officer_of(v) is not None
        self._add(spans, tables.service[v], tables.prize[v], required=required)

    def _add_pause(self, o: int, k: int) -> None:
        """A pause as a client its officer alone can reach, or as several when it may be had anywhere."""
        pause = self._tables.officers[o].pauses[k]
        places = [pause.place] if pause.place is not None else self._resting_places(o, k)
        starts: Starts = ((pause.from_s, pause.latest_s),)
        self._add([Node(p, starts=starts, officer=o, pause=k) for p in places], pause.length_s, 0, required=True)

    def _resting_places(self, o: int, k: int) -> list[int]:
        """Doors at which a roaming pause could be had: those around where it is had now."""
        order = self._draft.orders[o]
        i = order.index(before(k)) if before(k) in order else order.index(after(k))
        early = [self._tables.place[item] for item in order[:i] if item >= 0][-_ROAM_STOPS:]
        late = [self._tables.place[item] for item in order[i:] if item >= 0][:_ROAM_STOPS]
        return list(dict.fromkeys([*reversed(early), *late, self._tables.officers[o].start]))

    def _add(self, nodes: Sequence[Node], service_s: int, prize: int, *, required: bool) -> None:
        """One client, or several of which one is taken."""
        group = None
        if len(nodes) > 1:
            group = len(self._groups)
            self._groups.append(
                ClientGroup(list(range(len(self.nodes), len(self.nodes) + len(nodes))), required=required)
            )
        for node in nodes:
            assert node.starts is not None
            visit = self._tables.visits[node.visit] if node.visit >= 0 else None
            worth = prize
            if prize and visit is not None and visit.told is not None and not node.told:
                worth -= move_price_s(self._tables.weights, visit, NO_LIMIT)
            load = [visit.load if visit else 0] * self._loaded + [1 if visit else 0] * self._counted
            self._clients.append(
                Client(
                    len(self.nodes),
                    delivery=load,
                    service_duration=service_s,
                    tw_early=node.starts[0][0],
                    tw_late=node.starts[0][1],
                    prize=worth,
                    required=required and group is None,
                    group=group,
                )
            )
            self.nodes.append(node)

    def _kinds(self) -> list[list[int]]:
        """Officers by kind: those exactly alike together."""
        tables = self._tables
        kinds: dict[object, list[int]] = {}
        for o in self._officers:
            officer = tables.officers[o]
            alike = (officer.start, officer.end, officer.shift, officer.travel_percent, officer.load_max)
            plan = (officer.visits_max, officer.target_work_s, o if officer.pauses else -1)
            may = (tables.may[o].tobytes(), tables.may_second[o].tobytes())
            price = (tables.price[o].tobytes(), tables.second_price[o].tobytes())
            kinds.setdefault((alike, plan, may, price), []).append(o)
        return list(kinds.values())

    def _data(self) -> ProblemData:
        """The whole as PyVRP reads it. Depots come behind the clients, a start and an end for each kind."""
        tables, n = self._tables, len(self.nodes)
        places = [node.place for node in self.nodes]
        depots, vehicles = [], []
        distances: list[Any] = []  # PyVRP's stubs name an array type numpy no longer has
        durations: list[Any] = []
        for k, kind in enumerate(self.kinds):
            officer = tables.officers[kind[0]]
            places += [officer.start, officer.end]
            depots += [Depot(n + 2 * k), Depot(n + 2 * k + 1)]
            vehicles.append(self._vehicle(k, kind))
        spots = np.array(places)
        for kind in self.kinds:
            cost, time = self._matrices(kind[0], tables.table[kind[0]][np.ix_(spots, spots)])
            distances.append(cost)
            durations.append(time)
        return ProblemData(
            locations=[Location(0, 0) for _ in places],
            clients=self._clients,
            depots=depots,
            vehicle_types=vehicles,
            distance_matrices=distances,
            duration_matrices=durations,
            groups=self._groups,
        )

    def _vehicle(self, k: int, kind: Sequence[int]) -> VehicleType:
        """The officers of one kind; a fair share is what they may work before it has a price."""
        officer, weights = self._tables.officers[kind[0]], self._tables.weights
        vehicle = VehicleType(
            num_available=len(kind),
            capacity=[officer.load_max] * self._loaded + [officer.visits_max] * self._counted,
            start_depot=2 * k,
            end_depot=2 * k + 1,
            tw_early=officer.shift.from_s,
            tw_late=officer.shift.to_s,
            profile=k,
        )
        if officer.target_work_s is None or not weights.overtime_percent:
            return vehicle
        return vehicle.replace(
            shift_duration=officer.target_work_s + sum(pause.length_s for pause in officer.pauses),
            max_overtime=FAR_S,
            unit_overtime_cost=max(1, round(weights.overtime_percent / 100)),
        )

    def _matrices(self, o: int, way_s: Table) -> tuple[Table, Table]:
        """What each way costs this officer, and how long it takes; out of reach where they may not or need not go."""
        tables = self._tables
        far = np.zeros(len(way_s), dtype=bool)
        price = np.zeros(len(way_s), dtype=np.int64)
        for i, node in enumerate(self.nodes):
            if node.visit < 0:
                far[i] = node.officer != o
            else:
                far[i] = not (tables.may_second if node.second else tables.may)[o, node.visit]
                price[i] = (tables.second_price if node.second else tables.price)[o, node.visit]
        cost, time = way_s + price, way_s.copy()
        cost[:, far], time[:, far] = FAR_PRICE, FAR_S
        np.fill_diagonal(cost, 0)
        np.fill_diagonal(time, 0)
        return cost, time

    def start(self) -> pyvrp.Solution:
        """The draft as PyVRP's starting point."""
        routes = []
        for k, kind in enumerate(self.kinds):
            for o in kind:
                seconds = {v for v, pair in self._draft.pairs.items() if pair[1] == o}
                visits = [self._client(o, i, seconds) for i in range(len(self._draft.orders[o]))]
                if visits:
                    routes.append(pyvrp.Route(self.data, visits, k))
        return pyvrp.Solution(self.data, routes)

    def _client(self, o: int, i: int, seconds: set[int]) -> int:
        """The client that stands for an entry of an order."""
        item, timing = self._draft.orders[o][i], self._draft.timings[o]
        assert timing is not None
        if item >= 0:
            fitting = [
                c
                for c, node in enumerate(self.nodes)
                if node.visit == item and node.second == (item in seconds) and node.starts is not None
                and node.starts[0][0] <= timing.start_s[i] <= node.starts[0][1]
            ]  # fmt: skip
        else:
            mine = [c for c, node in enumerate(self.nodes) if node.officer == o and node.pause == pause_of(item)]
            fitting = [c for c in mine if self.nodes[c].place == timing.places[i]] or mine
        return fitting[0]

    def draft(self, solution: pyvrp.Solution) -> Draft:
        """PyVRP's answer as a draft; a day that cannot be kept after all stays as it was."""
        found = Draft(self._tables)
        orders: dict[int, Order] = {}
        pairs: dict[int, list[int]] = {v: [-1, -1] for v in self._draft.pairs}
        free = [list(kind) for kind in self.kinds]
        for one in solution.routes():
            o = free[one.vehicle_type()].pop(0)
            visited = [self.nodes[stop.idx] for stop in one if stop.is_client()]
            orders[o] = self._order(o, visited)
            for node in visited:
                if node.visit in pairs:
                    pairs[node.visit][node.second] = o
                elif node.told and node.starts is not None:
                    found.narrowed[node.visit] = node.starts
        found.pairs = {v: (lead, second, self._draft.pairs[v][2]) for v, (lead, second) in pairs.items()}
        found.narrowed.update({v: ((pair[2], pair[2]),) for v, pair in found.pairs.items()})
        kept = all(lead >= 0 and second >= 0 for lead, second, _ in found.pairs.values())
        return found if kept and all(found.put(o, order) for o, order in orders.items()) else self._draft

    def _order(self, o: int, visited: Sequence[Node]) -> Order:
        """The stops of one route as an order; a roaming pause is had on whichever side of the way it was had."""
        pauses = self._tables.officers[o].pauses
        order: Order = []
        at = self._tables.officers[o].start
        for node in visited:
            if node.visit >= 0:
                order.append(node.visit)
            elif pauses[node.pause].place is not None or node.place == at:
                order.append(before(node.pause))
            else:
                order.append(after(node.pause))
            at = node.place
        return order


def improved(draft: Draft, clock: Clock, seed: int) -> Draft:
    """The draft after PyVRP has worked on it until the clock runs down; never a dearer one."""
    if not draft.tables.visits or not any(timing is not None for timing in draft.timings):
        return draft
    model = Model(draft)
    if not model.nodes:
        return draft
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # the bound is low on purpose (`tuned`)
        result = pyvrp.solve(
            model.data,
            clock,
            seed=seed,
            collect_stats=False,
            params=tuned(clock.limit),
            initial_solution=model.start(),
        )
    if not result.best.is_feasible():
        return draft
    found = model.draft(result.best)
    return found if found.cost().total_s <= draft.cost().total_s else draft


def tuned(limit: Limit) -> pyvrp.SolveParams:
    """PyVRP set for a ward and a second, not for a thousand clients and minutes (`docs/dispatch.md` has the trials).

    Small shakes and a short memory make more of few tries, larger and longer ones of many; low penalties let it look at days
    that run a little late on the way to better ones, which its own start (50,000 a second) forbids for thousands of tries.
    """
    seconds = limit.cpu_s if limit.tries is None else limit.tries / _TRIES_A_SECOND
    long = seconds > _SHORT_S
    return pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(num_iters_no_improvement=10_000, history_length=150 if long else 50),
        penalty=pyvrp.PenaltyParams(solutions_between_updates=50, max_penalty=600.0),
        neighbourhood=NeighbourhoodParams(num_neighbours=60),
        perturbation=PerturbationParams(1, 15 if long else 7),
    )
