"""Saying something in a unit from a console: the one door, behind the question whether the caller may come to it."""

from collections.abc import Sequence

from models.access import Actor, may_speak
from server.house import House
from server.problem import Problem, refuse
from sync import office
from sync.office import Wish
from sync.protocol import Receipt


def say(house: House, actor: Actor, unit_id: str, wishes: Sequence[Wish]) -> list[Receipt]:
    """Receipts for what the caller says there; raises the problem, and leaves no trace, when it is not their door."""
    refuse(may_speak(actor, unit_id))
    return office.say(house.store, actor, unit_id, wishes, house.now_ms(), house.new_id)


def whole(receipts: list[Receipt]) -> list[Receipt]:
    """The receipts of what stands or falls together: raises the first refusal, so that the transaction around takes all back."""
    for receipt in receipts:
        if receipt.outcome in ("refused", "parked"):
            raise Problem(receipt.code or "unknown_refusal", receipt.detail or "")
    return receipts
