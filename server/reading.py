"""Looking into a unit: in which units a caller may look, one thing found there, and the note of who looked at whom."""

from collections.abc import Iterable

from models.access import Actor, Area, may_read, reach
from models.store import accounts, lists
from models.store.accounts import View
from models.store.engine import Tx
from models.store.lists import Listed
from server.house import House
from server.problem import Problem, refuse
from server.session import Asking, actor_of


def units_of(actor: Actor, area: Area, unit_id: str = "") -> tuple[str, ...]:
    """The units of a list: the one named, or all whose `area` the caller may see; raises the problem when none."""
    if unit_id:
        refuse(may_read(actor, area, unit_id))
        return (unit_id,)
    refuse(may_read(actor, area, actor.unit))
    return reach(actor, area)


def looking(house: House, request: Asking, area: Area, unit_id: str = "") -> tuple[Actor, tuple[str, ...]]:
    """Who is asking, and the units of this area they get to see."""
    actor = actor_of(house, request)
    return actor, units_of(actor, area, unit_id)


def found(tx: Tx, units: tuple[str, ...], kind: str, thing_id: str) -> Listed:
    """One thing in these units; a thing of any other unit does not exist for the caller."""
    thing = lists.one(tx, units, kind, thing_id)
    if thing is None:
        raise Problem("not_found", kind)
    return thing


def note(house: House, actor: Actor, unit_id: str, seen: Iterable[tuple[str, str]]) -> None:
    """Writes that the caller looked at these (kind, id); the answer leaves only when that is kept."""
    at_ms = house.now_ms()
    with house.store.write() as tx:
        accounts.note_views(
            tx, [View(unit_id, house.new_id(), actor.id, kind, thing_id, at_ms) for kind, thing_id in seen]
        )
