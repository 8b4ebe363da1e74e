"""What is accepted and yet odd: a warning on the receipt, never a refusal, so that somebody looks once more.

A personal number that disagrees with birth or sex (Decree 137/2015) is mostly a slip of the pen, sometimes a corrected birth:
only the person at the desk or the door can tell.
"""

from models import cccd
from models.citizen import CitizenAmended, CitizenRegistered
from models.refusal import Refused
from models.said import LEFT, Body, Look
from models.visit import IdentityChecked


def doubt(body: Body, look: Look) -> Refused | None:
    """What is odd about something just said; None when nothing is, or nothing can be compared."""
    if isinstance(body, CitizenRegistered):
        return _number(body.id_number, body.birth, body.sex)
    if isinstance(body, CitizenAmended):
        change, known = body.change, look("citizen", body.citizen)
        if known is None or (change.id_number is LEFT and change.birth is LEFT and change.sex is LEFT):
            return None
        return _number(known.id_number, known.birth, known.sex)
    if isinstance(body, IdentityChecked) and body.identity.method == "card":
        held = look("visit", body.visit)
        known = look("citizen", held.citizen) if held else None
        return _number(body.identity.number, known.birth, known.sex) if known else None
    return None


def _number(number: str, birth: str, sex: str) -> Refused | None:
    if not cccd.is_number(number):
        return None
    warnings = cccd.check_number(number, birth, sex if sex in ("male", "female") else None)  # type: ignore[arg-type]
    told = [warning for warning in warnings if birth or warning == "sex"]
    return Refused("number_odd", " ".join(told)) if told else None
