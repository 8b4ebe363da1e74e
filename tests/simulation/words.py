"""What people say in tests: whole bodies from few particulars, all lawful when said in their order."""

from models import citizen, dossier, officer, request, visit, ward
from models.doorstep import FeeLine, Identity, Lucidity, Offsite, PaperSeen, Witness
from models.event import Body
from models.said import FileRef, Place, Window

UNIT = "30307"
NOON_MS = 1_795_233_600_000
"""A Saturday noon in Long Xuyên, 21 November 2026."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

COPY = "2.000815"
SIGNATURE = "2.000884"
CONTRACT = "2.001035"
VERSION = "858/QĐ-BTP"

OFFSITE = Offsite(reason="frail", place="nhà của người yêu cầu", hour=9, minute=5)
WITNESSES = (Witness(name="Lê Văn Tám", number="089150001235"), Witness(name="Ngô Thị Chín", number="089150001236"))


def opening() -> list[Body]:
    """A ward begins."""
    return [ward.WardConfigured(unit=UNIT, change=ward.WardChange(name="Phường Long Xuyên", agency="H01.307"))]


def officer_joins(officer_id: str, name: str = "Trần Thị Lan") -> Body:
    """An officer who may receive everything."""
    return officer.OfficerRegistered(
        officer=officer_id, unit=UNIT, name=name, skills=(officer.Skill(procedure="*", part="receiver"),)
    )


def person(citizen_id: str, name: str = "Nguyễn Thị Đào") -> Body:
    """An elder becomes known."""
    return citizen.CitizenRegistered(citizen=citizen_id, unit=UNIT, name=name, phones=("+84912345678",))


def asked(request_id: str, citizen_id: str, procedure: str = SIGNATURE) -> list[Body]:
    """A request, and the ward's yes to it."""
    return [
        request.RequestReceived(
            request=request_id, unit=UNIT, citizen=citizen_id, wants=(request.Want(procedure=procedure),)
        ),
        request.EligibilityDecided(request=request_id, eligible=True, reason="frail"),
    ]


def opened(dossier_id: str, request_id: str, citizen_id: str, procedure: str = SIGNATURE) -> Body:
    """A dossier for a request."""
    return dossier.DossierOpened(
        dossier=dossier_id, unit=UNIT, request=request_id, citizen=citizen_id, procedure=procedure, version=VERSION
    )


def planned(visit_id: str, request_id: str, citizen_id: str, dossiers: tuple[str, ...], from_ms: int = NOON_MS) -> Body:
    """A promised window of two hours."""
    return visit.VisitPlanned(
        visit=visit_id, unit=UNIT, request=request_id, citizen=citizen_id, dossiers=dossiers,
        window=Window(from_ms=from_ms, to_ms=from_ms + 2 * HOUR_MS),
    )  # fmt: skip


def assigned(visit_id: str, officer_id: str, second: str = "") -> Body:
    """A visit is given to an officer."""
    return visit.VisitAssigned(visit=visit_id, officer=officer_id, second=second)


def case(prefix: str, procedure: str = SIGNATURE, from_ms: int = NOON_MS) -> list[Body]:
    """From an unknown person to a planned visit: ids are `c-`, `r-`, `d-` and `v-` with the prefix."""
    c, r, d, v = (f"{kind}-{prefix}" for kind in "crdv")
    return [person(c), *asked(r, c, procedure), opened(d, r, c, procedure), planned(v, r, c, (d,), from_ms)]


def taken_back(visit_id: str, dossier_id: str, request_id: str) -> list[Body]:
    """Everything ends before anything was certified: of such a case no law orders anything kept."""
    return [
        visit.VisitCancelled(visit=visit_id, reason="rút"),
        dossier.DossierWithdrawn(dossier=dossier_id, reason="rút"),
        request.RequestWithdrawn(request=request_id, reason="rút"),
    ]


def arrival(visit_id: str) -> list[Body]:
    """On the way and at the door."""
    return [
        visit.VisitDeparted(visit=visit_id),
        visit.VisitArrived(visit=visit_id, place=Place(lat_e6=10_386_000, lon_e6=105_435_000, accuracy_m=300)),
    ]


def steps(visit_id: str, dossier_id: str, file: FileRef | None = None) -> list[Body]:
    """Everything the certification of a signature needs at the door."""
    return [
        visit.IdentityChecked(
            visit=visit_id,
            identity=Identity(method="card", number="089150001234", name="Nguyễn Thị Đào", matches=True),
        ),
        visit.LucidityConfirmed(visit=visit_id, lucidity=Lucidity(lucid=True)),
        visit.PapersChecked(visit=visit_id, papers=(PaperSeen(paper="document", state="have"),)),
        visit.SignatureRecorded(
            visit=visit_id, dossier=dossier_id, signer="Nguyễn Thị Đào", file=file, offsite=OFFSITE
        ),
        visit.FeeCollected(
            visit=visit_id, dossier=dossier_id, lines=(FeeLine(label="Lệ phí", amount_dong=10_000),), paid="cash"
        ),
    ]


def fingerprint(visit_id: str, dossier_id: str) -> Body:
    """Who cannot sign gives a fingerprint, with the words read to them."""
    return visit.FingerprintRecorded(
        visit=visit_id, dossier=dossier_id, signer="Nguyễn Thị Đào", read_aloud=True, offsite=OFFSITE
    )


def neither(visit_id: str, dossier_id: str) -> Body:
    """Who can do neither agrees before two witnesses, with the words read to them."""
    return visit.NeitherRecorded(
        visit=visit_id, dossier=dossier_id, signer="Nguyễn Thị Đào", witnesses=WITNESSES, read_aloud=True, offsite=OFFSITE
    )  # fmt: skip


def note(visit_id: str, text: str) -> Body:
    """A note on a visit."""
    return visit.VisitAmended(visit=visit_id, change=visit.VisitChange(note=text))
