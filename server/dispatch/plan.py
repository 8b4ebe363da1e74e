"""The day of one unit, planned: filled by insertion, made better by PyVRP, polished, and believed only when checked.

Whoever is left out after that is put in where a chain of others going elsewhere allows it (`eject.py`).

The same problem, seed and number of tries give the same plan on any machine; a limit in seconds gives the best that could be
found in them. Whatever happens there is a plan: the solver can only better what insertion has built.
"""

from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.eject import seated
from server.dispatch.limit import Clock, Limit, Watch, part_of
from server.dispatch.polish import polished
from server.dispatch.problem import Problem
from server.dispatch.pyvrp_model import improved
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables

_FIRST_SHARE, _LAST_SHARE = 0.6, 0.95
"""How much of the time the solver has before two-officer visits and those left out are looked at, and when it ends then."""


ONE_SECOND = Limit(cpu_s=1.0)


def plan(
    problem: Problem, limit: Limit = ONE_SECOND, seed: int = 0, start: Plan | None = None, watch: Watch | None = None
) -> Plan:
    """The best plan found within the limit, beginning from `start` if there is one; its `verdict` is the checker's."""
    tables = Tables(problem)
    whole = Clock(limit, watch, "insertion")
    whole(0)
    draft = seated(polished(filled(drafted(tables, start) if start is not None else Draft(tables))))
    safe = draft
    if not whole.cancelled:
        draft = _searched(draft, limit, whole, seed, watch)
    for found, engine in ((draft, "pyvrp"), (safe, "insertion")):
        answer = found.plan(engine, seed)
        answer = replace(answer, verdict=verdict(problem, answer))
        if answer.verdict in ((), ("must",)):
            break
    return answer


def verdict(problem: Problem, answer: Plan) -> tuple[str, ...]:
    """The codes of what the checker finds wrong with a plan."""
    return tuple(sorted({fault.code for fault in faults(problem, answer)}))


def _searched(draft: Draft, limit: Limit, whole: Clock, seed: int, watch: Watch | None) -> Draft:
    """The draft after the solver, asked again while somebody is out whom an empty day would serve.

    Each time for as long as all before: a few wards yield to one long look and to no number of short ones.
    """
    draft = _solved(draft, limit, whole, seed, watch)
    told, spent = part_of(watch, 1.0, 1.0), 1
    while spent < limit.rounds and _hopes(draft):
        longer = limit.share(min(spent, limit.rounds - spent))
        clock = Clock(longer, told, "pyvrp")
        if clock(draft.cost().total_s):
            break
        draft = _solved(draft, longer, clock, seed + 2 * spent, told)
        spent *= 2
    return draft


def _hopes(draft: Draft) -> bool:
    empty = Draft(draft.tables)
    return any(empty.place(v) is not None for v in draft.missing())


def _solved(draft: Draft, limit: Limit, whole: Clock, seed: int, watch: Watch | None) -> Draft:
    """The draft after the solver: in one go, or in two with a look in between at what the solver cannot move."""
    halves = bool(draft.pairs or draft.missing())
    for i, share in enumerate((_FIRST_SHARE, _LAST_SHARE) if halves else (1.0,)):
        spent = whole.share() if limit.tries is None else i * _FIRST_SHARE
        clock = Clock(limit.share(max(0.0, share - spent)), part_of(watch, min(spent, share), share), "pyvrp")
        better = improved(draft, clock, seed + i)
        draft = seated(polished(better))
        if clock.cancelled:
            break
    return draft
