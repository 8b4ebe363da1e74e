"""The guides of a tablet: for every open dossier of the visits its officer holds, what the law asks there.

The office works the law out; a tablet keeps what it is told (`models/guide.py`). Nothing here changes anything.
"""

from typing import Any

import msgspec

from models import access, dossier, law, visit
from models.access import Actor
from models.event import digest
from models.fold import Key
from models.guide import Guide, guide
from models.store import projections
from models.store.engine import Store, Tx
from sync.board import Board, read_thing
from sync.protocol import GUIDES_MAX, Guides


def guides(store: Store, actor: Actor, now_ms: int) -> Guides:
    """The guides of whoever holds this tablet, the soonest visits first, with a tag that stays while they do."""
    with store.read() as tx:
        board = Board(tx, actor.unit, now_ms)
        pairs = _open(tx, board, actor)
        found = [one for pair in pairs[:GUIDES_MAX] if (one := _guide(board, *pair)) is not None]
    tag = digest(msgspec.json.encode(found))[:32]
    return Guides(tag=tag, guides=found, left_off=max(0, len(pairs) - GUIDES_MAX))


def guide_of(board: Board, dossier_id: str) -> Guide | None:
    """The guide of one dossier, by the last visit planned for it; None while there is none."""
    state = board.look("dossier", dossier_id)
    visit_id = (state.handover or state.visit) if state is not None else ""
    held = board.look("visit", visit_id) if visit_id else None
    return _guide(board, held, state) if held is not None else None


def _open(tx: Tx, board: Board, actor: Actor) -> list[tuple[visit.Visit, dossier.Dossier]]:
    """Each open dossier of each visit still to be made that reaches this officer."""
    audience = access.hears(actor) or f"officer:{actor.officer}"
    bodies = projections.heard_by(tx, actor.unit, audience, "visit")
    visits: list[visit.Visit] = [read_thing("visit", body).state for body in bodies]
    due = sorted((one for one in visits if one.state in visit.OPEN), key=lambda one: (one.window.from_ms, one.id))
    board.preload(Key("visit", one.id) for one in due)
    board.preload(Key("citizen", one.citizen) for one in due)
    found = []
    for held in due:
        for dossier_id in held.dossiers:
            state = board.look("dossier", dossier_id)
            if state is not None and state.status not in dossier.ENDED:
                found.append((held, state))
    return found


def _guide(board: Board, held: visit.Visit, state: dossier.Dossier) -> Guide | None:
    procedure = board.look("procedure", f"{state.procedure}@{state.version}")
    citizen: Any = board.look("citizen", held.citizen)
    request: Any = board.look("request", held.request)
    if procedure is None or citizen is None or request is None:
        return None
    laws = board.statutes().laws
    return guide(
        procedure,
        state,
        held,
        citizen,
        request,
        tariffs=law.tariffs_at(laws, state.opened_ms),
        exemptions=law.exemptions_at(laws, state.opened_ms),
    )
