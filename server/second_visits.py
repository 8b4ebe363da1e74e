"""The clock plans what the law still owes at the door: a signed registration is brought home and the book signed there.

Nobody has to remember it (`models/second_visit.py`). The visit is planned from tomorrow on, so that the desk can ring before
somebody comes; it takes the hour that costs the ward least, or the first of the next working day where none is free. One
that failed is planned once more; after two the board's alerts ask for somebody to ring (`server/concerns.py`). One whose
result went home another way is called off.
"""

from collections import defaultdict

import structlog

from models import access, second_visit
from models.access import Actor
from models.dossier import Dossier
from models.procedure import Procedure
from models.request import Request
from models.said import Window
from models.store import sweeps
from models.store.engine import Tx
from models.visit import Visit, VisitCancelled, VisitPlanned
from server import chores, promises
from server.house import House
from server.planning.asked import Wanted
from server.problem import Problem
from sync.board import Board, read_thing

NOT_YET_GONE = frozenset(("planned", "assigned", "acknowledged"))
OVER = "Kết quả đã trả bằng cách khác, không còn việc ở lượt thứ hai"


def plan(house: House) -> int:
    """Plans every second visit that is due and calls off those nothing is left of; answers how many words were said."""
    return sum(_plan(house, unit_id) for unit_id in chores.units(house))


def _plan(house: House, unit_id: str) -> int:
    with house.store.read() as tx:
        board = Board(tx, unit_id, house.now_ms())
        waiting = _waiting(tx, board)
        over = _over(tx, board)
    said = chores.say(house, unit_id, [VisitCancelled(visit=visit_id, reason=OVER) for visit_id in over])
    for first, dossiers in waiting:
        try:
            said += _promise(house, access.system(unit_id), first, dossiers)
        except Problem as problem:
            structlog.get_logger().info("no second visit yet", unit=unit_id, visit=first.id, code=problem.code)
    return said


def again(house: House, actor: Actor, request_id: str) -> None:
    """Plans once more what the clock no longer plans by itself: a person says so, who has rung."""
    with house.store.read() as tx:
        board = Board(tx, actor.unit, house.now_ms())
        asked: Request = board.look("request", request_id)
        dossiers: list[Dossier] = [board.look("dossier", name) for name in asked.dossiers]
        waiting = _by_first(board, [one for one in dossiers if second_visit.given_up(one, board.look)])
    if not sum(_promise(house, actor, first, pairs) for first, pairs in waiting):
        raise Problem("wrong_state", asked.state)


Pair = tuple[Dossier, Procedure]


def _waiting(tx: Tx, board: Board) -> list[tuple[Visit, list[Pair]]]:
    """First visits with the signed results that nobody has planned to bring home."""
    signed: list[Dossier] = [read_thing("dossier", body).state for body in sweeps.results_signed(tx, board.unit_id)]
    return _by_first(board, [one for one in signed if second_visit.is_due(one, _pinned(board, one), board.look)])


def _pinned(board: Board, dossier: Dossier) -> Procedure | None:
    found: Procedure | None = board.look("procedure", f"{dossier.procedure}@{dossier.version}")
    return found


def _by_first(board: Board, dossiers: list[Dossier]) -> list[tuple[Visit, list[Pair]]]:
    """The first visits of these whose case goes on, each with its results."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for one in dossiers:
        if procedure := _pinned(board, one):
            found[one.visit].append((one, procedure))
    firsts = ((board.look("visit", visit_id), pairs) for visit_id, pairs in found.items())
    return [(first, pairs) for first, pairs in firsts if _is_open(board, first)]


def _is_open(board: Board, first: Visit | None) -> bool:
    """Whether the case goes on: not closed, the person not erased."""
    request = board.look("request", first.request) if first else None
    citizen = board.look("citizen", first.citizen) if first else None
    return request is not None and request.state == "visited" and citizen is not None and not citizen.erased


def _over(tx: Tx, board: Board) -> list[str]:
    """Second visits nobody has set out to, of which every result is home already."""
    visits: list[Visit] = [
        read_thing("visit", body).state for body in sweeps.visits_expected(tx, board.unit_id, "9999-12-31")
    ]
    return [
        one.id
        for one in visits
        if one.follows and one.state in NOT_YET_GONE
        if all(board.look("dossier", dossier_id).status != second_visit.READY for dossier_id in one.dossiers)
    ]


def _promise(house: House, actor: Actor, first: Visit, pairs: list[Pair]) -> int:
    """The visit, in the soonest window."""
    visit_id = house.new_id()

    def body(window: Window) -> VisitPlanned:
        return VisitPlanned(
            visit=visit_id, unit=first.unit, request=first.request, citizen=first.citizen, window=window,
            dossiers=tuple(dossier.id for dossier, _ in pairs), address=first.address, minutes=second_visit.MINUTES,
            note="\n".join(dict.fromkeys(_errand(procedure) for _, procedure in pairs)), follows=first.id,
        )  # fmt: skip

    wanted = Wanted(
        unit=first.unit, request=first.request, citizen=first.citizen, place=first.address.place,
        procedures=tuple(dict.fromkeys(dossier.procedure for dossier, _ in pairs)), minutes=second_visit.MINUTES,
    )  # fmt: skip
    receipts = promises.soonest(house, actor, wanted, lambda window: (body(window),))
    return sum(receipt.outcome == "applied" for receipt in receipts)


def _errand(procedure: Procedure) -> str:
    """What to bring, and what for, as the officer reads it before setting out."""
    why = "; ".join(evidence.vi for evidence in procedure.evidence if evidence.when == "return")
    return f"Lượt thứ hai: mang {procedure.result_vi} và sổ đến nhà. {why}."
