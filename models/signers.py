"""Several signers of one paper: who signs, and whether each was checked for themselves.

All who sign one document are certified together (Decree 23/2015 art. 24; form 04 of Decree 280/2025), and the certifier
answers for each: a valid paper, a clear mind, their own hand (art. 24, 25). A signer is known by the name they sign under.
"""

from models.citizen import Citizen
from models.doorstep import Assent, CoSigner
from models.dossier import Dossier
from models.procedure import Procedure
from models.refusal import Refused
from models.second_visit import steps
from models.visit import Visit

COSIGNERS_MAX = 20


def key(name: str) -> str:
    """What makes two writings of a name one: blanks and capitals, as cards print them. Tones stay: Tú and Tư are two."""
    return " ".join(name.lower().split())


def declared(dossier: Dossier, procedure: Procedure) -> int:
    """How many sign: as the call settled it, and never fewer than the procedure asks for."""
    return max(procedure.signers, dossier.intake.signers if dossier.intake else 1)


def is_own(visit: Visit, citizen: Citizen | None, signer: str) -> bool:
    """Whether it is the person the visit is for who signs, by the name the office knows or that of the paper they showed."""
    if citizen is None:
        return True
    shown = (key(visit.identity.name),) if visit.identity else ()
    return key(signer) in (key(citizen.name), *shown)


def cosigner(visit: Visit, name: str) -> CoSigner | None:
    """What was seen of one who signs beside the person."""
    return next((one for one in visit.cosigners if key(one.name) == key(name)), None)


def last_of_each(visit: Visit, dossier_id: str) -> list[Assent]:
    """How each signer of a dossier signed; said again, the latest word counts."""
    return list({key(assent.signer): assent for assent in visit.assents if assent.dossier == dossier_id}.values())


def unchecked(visit: Visit, procedure: Procedure, citizen: Citizen | None, signer: str) -> Refused | None:
    """What must be checked of somebody before they sign: for who signs beside the person, what the procedure asks of all."""
    if is_own(visit, citizen, signer):
        return None
    one, asked = cosigner(visit, signer), steps(visit, procedure)
    if "identity" in asked and (one is None or one.identity is None):
        return Refused("signer_unchecked", "identity")
    if "lucidity" in asked and (one is None or one.lucidity is None):
        return Refused("signer_unchecked", "lucidity")
    return Refused("not_lucid", "signer") if one and one.lucidity and not one.lucidity.lucid else None


def missing(visit: Visit, dossier: Dossier, procedure: Procedure, citizen: Citizen | None) -> Refused | None:
    """What is lacking of the signers of a dossier: one not checked, or fewer than were declared."""
    if "assent" not in steps(visit, procedure):
        return None
    signed = last_of_each(visit, dossier.id)
    for assent in signed:
        if no := unchecked(visit, procedure, citizen, assent.signer):
            return no
    wanted = declared(dossier, procedure)
    return Refused("signers_missing", f"{len(signed)}/{wanted}") if len(signed) < wanted else None
