"""Saying something in a unit from a console: the one door, behind the question whether the caller may come to it."""

from collections.abc import Sequence

from models.access import Actor, may_speak
from server.house import House
from server.problem import refuse
from sync import office
from sync.office import Wish
from sync.protocol import Receipt


def say(house: House, actor: Actor, unit_id: str, wishes: Sequence[Wish]) -> list[Receipt]:
    """Receipts for what the caller says there; raises the problem, and leaves no trace, when it is not their door."""
    refuse(may_speak(actor, unit_id))
    return office.say(house.store, actor, unit_id, wishes, house.now_ms(), house.new_id)
