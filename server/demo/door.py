"""What an officer says at a door, step by step: as the procedures of the visit and the condition of the person ask."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Literal

from models import calendar as time
from models import second_visit
from models.citizen import CitizenRegistered
from models.doorstep import Identity, Interpreter, Lucidity, Offsite, PaperSeen, Witness
from models.dossier import Dossier
from models.event import Body
from models.exemption import decide
from models.fees import Quantity, bill
from models.manner import asked
from models.paper_code import paper_code
from models.procedure import Procedure, pinned
from models.said import FileRef, Place
from models.signers import declared
from models.visit import (
    DocumentCaptured,
    FailReason,
    FeeCollected,
    FingerprintRecorded,
    IdentityChecked,
    LucidityConfirmed,
    NeitherRecorded,
    PapersChecked,
    SignatureRecorded,
    Visit,
    VisitArrived,
    VisitCompleted,
    VisitDeparted,
    VisitFailed,
)
from server.demo.people import full_name
from server.demo.ward import PROVINCE

Manner = Literal["signature", "fingerprint", "neither", "several", "interpreter"]
"""How a paper is signed; `several`: a relative signs it too; `interpreter`: the person turns out to speak no Vietnamese."""
FINGERS = ("ngón trỏ phải", "ngón trỏ phải", "ngón trỏ phải", "ngón cái phải", "ngón trỏ trái")
LANGUAGES = {"vi": "", "km": "tiếng Khmer", "cjm": "tiếng Chăm", "zh": "tiếng Hoa", "en": "tiếng Anh"}
Photo = Callable[[str], FileRef | None]

FAILURES: tuple[tuple[FailReason, int, str], ...] = (
    ("nobody_home", 44, "Gọi cửa và gọi điện hai lần không ai trả lời."),
    ("papers_missing", 20, "Bản chính đang ở nhà con trai."),
    ("refused", 10, "Gia đình xin để hôm khác."),
    ("medical", 9, "Người yêu cầu vừa nhập viện."),
    ("not_lucid", 9, "Không nhận biết được sự việc."),
    ("unsafe", 3, "Chó dữ thả rông, không vào được."),
    ("other", 5, "Nước ngập, không đến nơi được."),
)


def no_photo(_: str) -> None:
    """For a story told without pictures."""
    return None


def manner_of(person: CitizenRegistered) -> Manner:
    """How the person can put their will on paper (Decree 23/2015 art. 26 and 36)."""
    if "cannot_sign" not in person.needs:
        return "signature"
    return "neither" if {"blind", "cannot_speak"} & set(person.needs) else "fingerprint"


class Door:
    """One visit at one door, told by the officer who stands there."""

    def __init__(
        self,
        chance: Random,
        visit: Visit,
        dossiers: Sequence[Dossier],
        person: CitizenRegistered,
        photo: Photo = no_photo,
    ) -> None:
        self._chance = chance
        self._visit = visit
        self._person = person
        self._photo = photo
        self._seen: Lucidity | None = None
        self._papers = [(dossier, _pinned(dossier)) for dossier in dossiers]

    def leave(self) -> Body:
        """On the way."""
        return VisitDeparted(visit=self._visit.id)

    def arrive(self) -> Body:
        """At the door; one in ten does not want the place kept."""
        at = self._visit.address.place
        if at is None or self._chance.random() < 0.1:
            return VisitArrived(visit=self._visit.id, why_no_place="người dân không đồng ý ghi vị trí")
        near = Place(lat_e6=at.lat_e6 // 1000 * 1000, lon_e6=at.lon_e6 // 1000 * 1000, accuracy_m=120)
        return VisitArrived(visit=self._visit.id, place=near)

    def steps(self, at_ms: int, manner: Manner | None = None) -> list[Body]:
        """Everything from the identity paper to the fee, as far as this visit asks for it."""
        asked = [(*paper, second_visit.steps(self._visit, paper[1])) for paper in self._papers]
        wanted = {step for *_, steps in asked for step in steps}
        said: list[Body] = [self._identity()]
        if "lucidity" in wanted:
            self._seen = self._lucidity(True, foreign=manner == "interpreter")
            said.append(LucidityConfirmed(visit=self._visit.id, lucidity=self._seen))
        if "papers" in wanted:
            said += [self._checked(), *self._captured()]
        for dossier, procedure, steps in asked:
            if "assent" in steps:
                said += self._assents(dossier, procedure, at_ms, manner or manner_of(self._person))
            if "fee" in steps:
                said.append(self._fee(dossier, procedure, time.local_day(at_ms)))
        return said

    def complete(self) -> Body:
        """Done, with the provisional paper's code; or what was signed is brought home."""
        if self._visit.follows:
            return VisitCompleted(visit=self._visit.id, summary="Đã trao kết quả, đã ký sổ.")
        code = paper_code(self._chance.randbytes(8))
        return VisitCompleted(visit=self._visit.id, summary="Đã nhận đủ, hẹn trả kết quả.", paper_code=code)

    def fail(self, reason: FailReason | None = None) -> list[Body]:
        """Nothing could be done, and why."""
        weights = [weight for _, weight, _ in FAILURES]
        chosen = next((f for f in FAILURES if f[0] == reason), None) or self._chance.choices(FAILURES, weights)[0]
        said: list[Body] = []
        if chosen[0] == "not_lucid":
            said.append(LucidityConfirmed(visit=self._visit.id, lucidity=self._lucidity(False)))
        said.append(VisitFailed(visit=self._visit.id, reason=chosen[0], note=chosen[2]))
        return said

    def _identity(self) -> IdentityChecked:
        person, odd = self._person, self._chance.random() < 0.03
        identity = Identity(
            method=self._chance.choice(("card", "card", "card", "vneid", "database")), number=person.id_number or "000000000000",
            name=person.name, matches=not odd, note="Năm sinh trên thẻ khác sổ, đã đối chiếu cơ sở dữ liệu." if odd else "",
        )  # fmt: skip
        return IdentityChecked(visit=self._visit.id, identity=identity)

    def _lucidity(self, lucid: bool, *, foreign: bool = False) -> Lucidity:
        needs = set(self._person.needs)
        return Lucidity(
            lucid=lucid, reads=not needs & {"cannot_read", "blind"}, hears="deaf" not in needs,
            speaks_vietnamese=not foreign and (self._person.language == "vi" or self._chance.random() < 0.7),
        )  # fmt: skip

    def _checked(self) -> PapersChecked:
        seen: dict[str, PaperSeen] = {}
        for _, procedure in self._papers:
            for paper in procedure.papers:
                asked = paper.required or self._chance.random() < 0.5
                seen[paper.id] = PaperSeen(paper=paper.id, state="have" if asked else "not_needed")
        papers = tuple(seen.values()) or (PaperSeen(paper="id_paper", state="have"),)
        return PapersChecked(visit=self._visit.id, papers=papers)

    def _captured(self) -> list[Body]:
        """A photograph of the paper shown: the lawful record, since copies may not be asked for (TT 04/2020)."""
        file = self._photo("giấy tờ đã xuất trình")
        return [DocumentCaptured(visit=self._visit.id, file=file, paper="id_paper")] if file else []

    def _assents(self, dossier: Dossier, procedure: Procedure, at_ms: int, manner: Manner) -> list[Body]:
        """The person's own; where several sign, a relative's after it; of a marriage, the other one's."""
        own = self._assent(
            dossier, procedure, at_ms, manner_of(self._person) if manner in ("interpreter", "several") else manner
        )
        if declared(dossier, procedure) > 1:
            return [own, *self._spouse(dossier)]
        if manner != "several":
            return [own]
        helper = self._person.helper.name if self._person.helper else full_name(self._chance, "male")
        visit = self._visit.id
        paper = Identity(method="card", number=self._aide()["number"], name=helper, matches=True)
        return [
            own,
            IdentityChecked(visit=visit, identity=paper, signer=helper),
            LucidityConfirmed(visit=visit, lucidity=Lucidity(lucid=True), signer=helper),
            SignatureRecorded(
                visit=visit, dossier=dossier.id, signer=helper, file=self._photo("several"),
                offsite=self._offsite(procedure, at_ms),
            ),
        ]  # fmt: skip

    def _spouse(self, dossier: Dossier) -> list[Body]:
        """Who marries the person: the same at both visits, checked for themselves (TT 04/2020 art. 24 to 26)."""
        chance, visit = Random(dossier.id), self._visit.id
        name = full_name(chance, "female" if self._person.sex == "male" else "male")
        paper = Identity(method="card", number=f"000190{chance.randrange(10**6):06d}", name=name, matches=True)
        return [
            IdentityChecked(visit=visit, identity=paper, signer=name),
            LucidityConfirmed(visit=visit, lucidity=Lucidity(lucid=True), signer=name),
            SignatureRecorded(visit=visit, dossier=dossier.id, signer=name),
        ]

    def _assent(self, dossier: Dossier, procedure: Procedure, at_ms: int, manner: Manner) -> Body:
        wanted = asked(procedure, manner, self._person.needs, self._seen)
        told: dict[str, Any] = {
            "visit": self._visit.id, "dossier": dossier.id, "signer": self._person.name, "file": self._photo(manner),
            "offsite": self._offsite(procedure, at_ms), "read_aloud": wanted.read_aloud,
            "witnesses": tuple(Witness(**self._aide()) for _ in range(wanted.witnesses)),
            "interpreter": self._interpreter() if wanted.interpreter else None,
        }  # fmt: skip
        if manner == "signature":
            return SignatureRecorded(**told)
        if manner == "fingerprint":
            return FingerprintRecorded(**told, finger=self._chance.choice(FINGERS))
        return NeitherRecorded(**told)

    def _interpreter(self) -> Interpreter:
        return Interpreter(**self._aide(), language=LANGUAGES.get(self._person.language) or LANGUAGES["km"])

    def _aide(self) -> dict[str, str]:
        """Somebody who stands beside the person, with a paper."""
        return {"name": full_name(self._chance, "female"), "number": f"000190{self._chance.randrange(10**6):06d}"}

    def _offsite(self, procedure: Procedure, at_ms: int) -> Offsite | None:
        """Reason, place, hour and minute, of what is certified outside the office (Decree 23/2015 art. 10)."""
        if not procedure.certifies or self._visit.where == "office":
            return None
        hour, minute = divmod(time.local_minute(at_ms), 60)
        address = self._person.address
        place = ", ".join(filter(None, (address.house, address.street, address.hamlet, address.landmark)))
        disabled = any(status.kind == "disabled" for status in self._person.statuses)
        return Offsite(reason="disabled" if disabled else "frail", place=place[:120], hour=hour, minute=minute)

    def _fee(self, dossier: Dossier, procedure: Procedure, day: str) -> FeeCollected:
        """What the tariff says, less what an exemption of the law takes off."""
        pages = self._chance.choice((1, 1, 2, 2, 3, 5, 8)) if procedure.fee_per == "page" else 1
        asked = Quantity(pages=pages, copies=dossier.copies, documents=dossier.copies)
        freed = decide(procedure, self._person.statuses, day, province=PROVINCE).exempt
        due = bill(procedure, asked, exempt=freed, province=PROVINCE, day=day)
        paid = self._chance.choices(("cash", "transfer", "later"), (75, 20, 5))[0] if due.total_dong else "exempt"
        return FeeCollected(visit=self._visit.id, dossier=dossier.id, lines=due.lines, paid=paid)  # type: ignore[arg-type]


def _pinned(dossier: Dossier) -> Procedure:
    found = pinned(dossier.procedure, dossier.version)
    assert found is not None, dossier.procedure
    return found
