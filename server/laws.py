"""Adding to the law of a unit from a console or a terminal; what a province adds goes to each of its communes.

Every unit's journal is whole by itself, so an addition of the province is said in each commune that has a journal, under the
same id: said twice it changes nothing, and a commune that opens later catches up with the nightly sweep (`spread`).
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from models import access, unit
from models.access import Actor
from models.exemption import Exemption
from models.fees import Tariff
from models.law import Days, Law, LawAdded, LawRepealed, Statutes
from models.procedure import Procedure
from models.said import Name
from models.store import journal, projections
from server.house import House
from server.saying import say
from sync import office
from sync.board import statutes_of
from sync.office import Wish
from sync.protocol import Receipt

SPREAD_AT_ONCE_MAX = 50


class Addition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated piece of law: exactly one of the four; `unit` when it is not the caller's own."""

    unit: Annotated[str, Meta(pattern=r"^([0-9]{2}|[0-9]{5})?$")] = ""
    procedure: Procedure | None = None
    tariff: Tariff | None = None
    exemption: Exemption | None = None
    days: Days | None = None


class Repeal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an addition no longer counts."""

    reason: Name


def add(house: House, actor: Actor, unit_id: str, addition: Addition) -> tuple[str, Receipt]:
    """The id of the addition and the receipt of the unit's journal; a province's is spread at once."""
    law_id = house.new_id()
    body = LawAdded(
        law=law_id, unit=unit_id, procedure=addition.procedure, tariff=addition.tariff, exemption=addition.exemption,
        days=addition.days,
    )  # fmt: skip
    [receipt] = say(house, actor, unit_id, [Wish(body=body)])
    if receipt.outcome == "applied":
        spread(house, unit_id)
    return law_id, receipt


def repeal(house: House, actor: Actor, unit_id: str, law_id: str, reason: str) -> Receipt:
    """The receipt of a repeal; in a province it goes to each commune too."""
    [receipt] = say(house, actor, unit_id, [Wish(body=LawRepealed(law=law_id, reason=reason))])
    if receipt.outcome == "applied":
        spread(house, unit_id)
    return receipt


def standing(house: House, unit_id: str) -> Statutes:
    """The law as a unit has it now."""
    with house.store.read() as tx:
        return statutes_of(tx, unit_id)


def catch_up(house: House) -> int:
    """Every commune gets what its province added before the commune opened; how many words were said."""
    with house.store.read() as tx:
        provinces = [one for one in journal.units(tx) if unit.children(one)]
    return sum(spread(house, one) for one in provinces)


def spread(house: House, province: str) -> int:
    """Says in each commune of a province that has a journal what it lacks of the province's additions; how many words."""
    above = standing(house, province).laws
    below = {one.id for one in unit.children(province)}
    if not above or not below:
        return 0
    with house.store.read() as tx:
        opened = [one for one in journal.units(tx) if one in below and projections.body(tx, one, "ward", one)]
    return sum(_catch_up(house, one, above) for one in opened)


def _catch_up(house: House, commune: str, above: Sequence[Law]) -> int:
    known = {one.id: one for one in standing(house, commune).laws}
    words: list[LawAdded | LawRepealed] = []
    for one in above:
        here = known.get(one.id)
        if here is None and not one.repealed_ms:
            words.append(
                LawAdded(
                    law=one.id, unit=commune, procedure=one.procedure, tariff=one.tariff, exemption=one.exemption, days=one.days
                )
            )  # fmt: skip
        elif here is not None and one.repealed_ms and not here.repealed_ms:
            words.append(LawRepealed(law=one.id, reason=one.reason))
    said = 0
    for at in range(0, len(words), SPREAD_AT_ONCE_MAX):
        wishes = [Wish(body=body) for body in words[at : at + SPREAD_AT_ONCE_MAX]]
        receipts = office.say(house.store, access.system(commune), commune, wishes, house.now_ms(), house.new_id)
        said += sum(receipt.outcome == "applied" for receipt in receipts)
    return said
