"""A story in which every kind of event is said at least once, for folding it without any office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from models import (
    book,
    call,
    citizen,
    device,
    dossier,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    registers,
    request,
    visit,
    ward,
)
from models.doorstep import FeeLine, Identity, Lucidity, PaperSeen
from models.dossier_parts import Original, Rating
from models.event import Body
from models.hold import Hold
from models.said import Address, Contact, FileRef, Place, Window
from tests.models import lawful
from tests.simulation import words
from tests.simulation.words import DAY_MS, HOUR_MS, NOON_MS, UNIT

OFFICE = f"office:{UNIT}"
PHOTO = FileRef(digest="a" * 64, length_bytes=30_000, media_type="image/jpeg", label="trang 1")
SCAN = FileRef(digest="b" * 64, length_bytes=90_000, media_type="application/pdf")


TERM = (
    '{"received_ms":1795233600000,"counted_ms":1795233600000,"due_day":"2026-11-24","due_ms":1795514400000,"slip":true}'
)
LINE = (
    '{"book":"CK,ĐC","year":2026,"number":1,"day":"2026-11-23","requester":"Nguyễn Thị Đào","title":"Giấy ủy quyền",'
    '"signer":"Lê Văn Chứng"}'
)
IN_BOOK = entry.Entry(id="e-line", unit=UNIT, dossier="d-1", written=msgspec.json.decode(LINE, type=registers.Entry))


class Told(NamedTuple):
    """One event and its circumstances; `state` begins a thing that no event begins."""

    why: str
    body: Body
    by: str = "the-desk"
    device: str = OFFICE
    base: int = 99
    lease: int = 0
    given: str = ""
    bound_ms: int | None = 0
    doubtful: bool = False
    event: str = ""
    state: Any = None


def there(why: str, body: Body, lease: int = 1, **fields: Any) -> Told:
    """What the first officer says on the tablet."""
    return Told(why, body, **{"by": "o-1", "device": "t-1", "lease": lease, "bound_ms": 40, **fields})


def whole_story() -> Iterator[Told]:
    """From the first telephone call to the last word of everybody."""
    yield from beginnings()
    yield from on_the_way()
    yield from at_the_door()
    yield from afterwards()
    yield from other_ends()
    yield from two_hands()
    yield from home_again()
    yield from the_rest()


def beginnings() -> Iterator[Told]:
    """A ward, its officers, a call, a person, a request, a dossier, a promised visit."""
    yield Told("the ward is set up", words.opening()[0])
    yield Told("an officer joins", words.officer_joins("o-1"))
    yield Told("another officer joins", words.officer_joins("o-2", "Lê Văn Hai"))
    yield Told(
        "a device is enrolled", device.DeviceEnrolled(device="t-1", unit=UNIT, officer="o-1", key="04" + "1" * 128)
    )
    missed = call.CallLogged(call="k-1", unit=UNIT, phone="0912345678", outcome="missed", at_ms=NOON_MS)
    yield Told("a call nobody took", missed)
    yield Told("rung back in vain", call.CallReturned(call="k-1", reached=False))
    yield Told("rung back", call.CallReturned(call="k-1", reached=True), event="e-back")
    person = citizen.CitizenRegistered(
        citizen="c-1", unit=UNIT, name="Nguyễn Thị Đào", birth="1941", phones=("+84912345678",),
        address=Address(house="12/3", street="Lê Lợi", landmark="sau chợ"), needs=("cannot_walk",),
        helper=Contact(name="Trần Văn Ba", phone="0913", relation="con"),
    )  # fmt: skip
    yield Told("a person is written down", person)
    received, decided = words.asked("r-1", "c-1")
    yield Told("a request; the office gives its code", received, given="30307-261121-0001")
    yield Told("found eligible", decided)
    yield Told("a dossier; the request knows of it", words.opened("d-1", "r-1", "c-1"), given="H01.307-261121-0001")
    yield Told("a visit is promised; request and dossier know of it", words.planned("v-1", "r-1", "c-1", ("d-1",)))


def on_the_way() -> Iterator[Told]:
    """Given, declined, taken away, given again, and off."""
    yield Told("given to an officer: a new lease, the request is scheduled", words.assigned("v-1", "o-1", "o-2"))
    yield there("declined: planned again, another lease", visit.VisitDeclined(visit="v-1", reason="họ hàng"))
    yield Told("given again", words.assigned("v-1", "o-2"))
    yield Told("taken away", visit.VisitUnassigned(visit="v-1", reason="ốm"))
    yield Told("given a third time", words.assigned("v-1", "o-1"))
    yield there("the tablet has it", visit.VisitAcknowledged(visit="v-1"), lease=5)
    yield there("on the way", visit.VisitDeparted(visit="v-1"), lease=5)
    at = Place(lat_e6=10_386_000, lon_e6=105_435_000, accuracy_m=300)
    yield there("at the door, with a place", visit.VisitArrived(visit="v-1", place=at, code_given="4711"), lease=5)
    corrected = visit.VisitArrived(visit="v-1", why_no_place="không đồng ý")
    yield there("corrected, by a clock in doubt", corrected, lease=5, bound_ms=None, doubtful=True)
    yield there("the note", words.note("v-1", "Cổng xanh"), lease=5)


def beside() -> Iterator[Told]:
    """Others who sign the same paper are checked for themselves."""
    card = Identity(method="card", number="089075001234", name="LÊ VĂN TƯ", matches=True)
    checked = visit.IdentityChecked(visit="v-1", identity=card, signer="Lê Văn Tư")
    yield there("another who signs beside: checked for themselves", checked, lease=5)
    third = msgspec.structs.replace(checked, signer="Lê Văn Tú")
    yield there("a third, whose name differs by a tone", third, lease=5)
    clear = visit.LucidityConfirmed(visit="v-1", lucidity=Lucidity(lucid=True, reads=False), signer="LÊ VĂN  TƯ")
    yield there("the first of them is lucid: the latest stands last", clear, lease=5)


def at_the_door() -> Iterator[Told]:
    """Every step, some of them twice."""
    identity = Identity(method="card", number="089141001234", name="Nguyễn Thị Đào", matches=False, note="đổi họ")
    yield there("identity, with a note", visit.IdentityChecked(visit="v-1", identity=identity), lease=5)
    yield there("lucid", visit.LucidityConfirmed(visit="v-1", lucidity=Lucidity(lucid=True, hears=False)), lease=5)
    first = (PaperSeen(paper="document", state="missing"), PaperSeen(paper="card", state="have"))
    yield there("two papers", visit.PapersChecked(visit="v-1", papers=first), lease=5)
    found = (PaperSeen(paper="document", state="have"),)
    yield there("one of them found: the latest word stands", visit.PapersChecked(visit="v-1", papers=found), lease=5)
    captured = visit.DocumentCaptured(visit="v-1", file=PHOTO, paper="document", pages=2)
    yield there("a photograph: named, and missing until its bytes come", captured, lease=5)
    yield there("the same photograph again changes nothing", captured, lease=5)
    other = visit.DocumentCaptured(visit="v-1", file=msgspec.structs.replace(PHOTO, label="trang 2"), paper="document")
    yield there("the same picture for another page: named again, its bytes waited for once", other, lease=5)
    signed = visit.SignatureRecorded(
        visit="v-1", dossier="d-1", signer="Nguyễn Thị Đào", offsite=words.OFFSITE, file=SCAN
    )
    yield there("signed", signed, lease=5)
    finger = visit.FingerprintRecorded(
        read_aloud=True, visit="v-1", dossier="d-1", signer="Nguyễn Thị Đào", offsite=words.OFFSITE
    )
    yield there("a fingerprint too; the dossier has the last manner", finger, lease=5)
    neither = visit.NeitherRecorded(
        read_aloud=True,
        visit="v-1",
        dossier="d-1",
        signer="Nguyễn Thị Đào",
        witnesses=words.WITNESSES,
        offsite=words.OFFSITE,
    )
    yield there("and before witnesses", neither, lease=5)
    yield from beside()
    lines = (FeeLine(label="Lệ phí", amount_dong=10_000, basis="TT 226/2016"), FeeLine(label="Sao", amount_dong=2_000))
    yield there("a fee", visit.FeeCollected(visit="v-1", dossier="d-1", lines=lines, paid="cash"), lease=5)
    exempt = visit.FeeCollected(
        visit="v-1", dossier="d-1", lines=(FeeLine(label="Miễn", amount_dong=0),), paid="exempt"
    )
    yield there("the fee corrected: one a dossier", exempt, lease=5)
    owed = visit.FeeCollected(visit="v-1", dossier="d-1", lines=lines, paid="later")
    yield there("and corrected again: it is owed", owed, lease=5)
    yield Told("a file has come whole", visit.FileArrived(visit="v-1", digest=PHOTO.digest), by=f"system:{UNIT}")
    done = visit.VisitCompleted(visit="v-1", summary="Xong", paper_code="P-1")
    yield there("completed: the request is visited, the dossier received", done, lease=5)
    yield Told("the other file comes after the end", visit.FileArrived(visit="v-1", digest=SCAN.digest))
    yield Told("taken off the tablets", visit.VisitShelved(visit="v-1"), by=f"system:{UNIT}")


def afterwards() -> Iterator[Told]:
    """The dossier's own way, and the end of the request."""
    yield Told("more papers are asked for", dossier.SupplementAsked(dossier="d-1", papers=("bản chính", "ảnh")))
    yield Told("what was missing is there", dossier.SupplementReceived(dossier="d-1"))
    yield Told("the fee owed is paid", dossier.FeeSettled(dossier="d-1", paid="cash"))
    yield Told("in hand", dossier.DossierProcessed(dossier="d-1", due_day="2026-11-24"))
    yield Told("a day more", dossier.TermExtended(dossier="d-1", days=1, reason="chờ xác minh"), given=TERM)
    yield Told(
        "a new date", dossier.DateReappointed(dossier="d-1", new_day="2027-01-05", reason="mất điện"), given=TERM
    )
    taken = dossier.OriginalsTaken(dossier="d-1", originals=(Original(name="Giấy khai sinh"),), back_by="2026-11-25")
    yield Told("originals taken along", taken)
    yield Told("into other hands", dossier.DossierHandedOver(dossier="d-1", to="Bộ phận một cửa"))
    yield Told("the originals are back", dossier.OriginalsReturned(dossier="d-1", receiver="bà Đào"))
    yield Told("signed: the result is ready, and numbered in its book", dossier.ResultReady(dossier="d-1"), given=LINE)
    yield Told("returned", dossier.ResultReturned(dossier="d-1", manner="home", receiver="bà Đào", signed="signature"))
    rating = Rating(score=5, taken_by="call_back", note="tốt")
    yield Told("rated", dossier.ServiceRated(dossier="d-1", rating=rating))
    yield Told("the request is closed", request.RequestClosed(request="r-1"))


def case(prefix: str) -> Iterator[Told]:
    """Another case, up to the officer who has it."""
    given = {"RequestReceived": f"30307-261121-000{prefix}", "DossierOpened": f"H01.307-261121-000{prefix}"}
    for body in words.case(prefix):
        yield Told(f"case {prefix}", body, given=given.get(type(body).__name__, ""))
    yield Told(f"case {prefix}", words.assigned(f"v-{prefix}", "o-1"))


def other_ends() -> Iterator[Told]:
    """A visit put off, one that failed, one called off; dossiers and requests that end before their time."""
    for prefix in "234":
        yield from case(prefix)
    window = Window(from_ms=NOON_MS + DAY_MS, to_ms=NOON_MS + DAY_MS + HOUR_MS)
    off = visit.VisitRescheduled(visit="v-2", window=window, reason="con về chiều mai")
    yield there("put off: planned anew, another lease, the request waits", off)
    yield there(
        "failed: the request waits for another", visit.VisitFailed(visit="v-3", reason="nobody_home", note="vắng")
    )
    yield Told("called off", visit.VisitCancelled(visit="v-4", reason="rút"))
    yield Told("refused", dossier.DossierRefused(dossier="d-3", ground="không minh mẫn"))
    yield Told("stopped", dossier.DossierStopped(dossier="d-2", reason="hết hạn"))
    yield Told("taken back", dossier.DossierWithdrawn(dossier="d-4", reason="đổi ý"))
    yield Told("withdrawn", request.RequestWithdrawn(request="r-4", reason="đổi ý"))
    rest = request.EligibilityDecided(request="r-2", eligible=False, reason="other", note="ở xa")
    yield Told("not eligible after all", rest)


def two_hands() -> Iterator[Told]:
    """Changes that agree, that are merged, that clash; and a person who chooses."""
    asked = request.RequestChange(note="gọi trước", consent=True)
    yield Told("a request corrected", request.RequestAmended(request="r-3", change=asked))
    yield from case("5")
    yield there("the officer's note", words.note("v-5", "ngõ 3"), base=200)
    longer = visit.VisitAmended(visit="v-5", change=visit.VisitChange(minutes=45))
    yield Told("the desk, another field, an old base: merged", longer, base=70)
    yield Told("the desk, the same field, an old base: conflict", words.note("v-5", "ngõ 5"), base=70, event="e-clash")
    yield there("the officer again, an old base: one's own word is no other hand", words.note("v-5", "ngõ 3A"), base=70)
    yield Told("a person takes the offered one", chosen("e-clash", take_offered=True))
    yield there("the officer, against the choice", words.note("v-5", "ngõ 7"), base=70, event="e-again")
    yield Told("a person keeps the standing one", chosen("e-again", take_offered=False))
    change = citizen.CitizenChange(name="Nguyễn Thị Đảo", helper=Contact(name="Lê Văn Tư", relation="cháu"))
    at_door = citizen.CitizenAmended(citizen="c-5", visit="v-5", change=change)
    yield there("a person corrected at the door", at_door, base=200)
    change = citizen.CitizenChange(helper=None, needs=("deaf",))
    by_phone = citizen.CitizenAmended(citizen="c-5", change=change)
    yield Told("a helper struck out is not one left out; an old base: one clash, one merged", by_phone, base=75)


def home_again() -> Iterator[Told]:
    """A birth registered at home: the signed result is brought by a second visit, which hands it over."""
    c, r, d, first, second = "c-6", "r-6", "d-6", "v-6", "v-7"
    yield Told("the person of a birth", words.person(c))
    for body in words.asked(r, c, "1.003583"):
        yield Told("a birth to be registered at home", body, given="30307-261121-0006")
    opened = msgspec.structs.replace(words.opened(d, r, c, "1.003583"), version="163/QĐ-BTP")
    yield Told("its dossier", opened, given="H01.307-261121-0006")
    yield Told("its first visit", words.planned(first, r, c, (d,)))
    yield from _hand_in(first, d, *words.steps(first, d)[1:3])
    yield Told("the birth is in hand", dossier.DossierProcessed(dossier=d))
    yield Told("the birth is registered", dossier.ResultReady(dossier=d))
    again = msgspec.structs.replace(words.planned(second, r, c, (d,), NOON_MS + DAY_MS), follows=first)
    yield Told("planned by the office itself: the result goes home", again, by=f"system:{UNIT}")
    yield from _hand_in(second, d)
    rating = Rating(score=5, taken_by="relative")
    yield Told("at home: handed over against the hand in the book", dossier.ServiceRated(dossier=d, rating=rating))


def _hand_in(visit_id: str, dossier_id: str, *more: Any) -> Iterator[Told]:
    """An officer goes, sees who it is and has something signed."""
    yield Told("somebody goes", words.assigned(visit_id, "o-1"))
    identity, *_ = words.steps(visit_id, dossier_id)
    signed = words.fingerprint(visit_id, dossier_id)
    for body in (*words.arrival(visit_id), identity, *more, signed, visit.VisitCompleted(visit=visit_id)):
        yield there("at the door of a birth", body, lease=1)


def chosen(event: str, take_offered: bool) -> hold.ConflictSettled:
    """A person's choice between two notes."""
    return hold.ConflictSettled(
        about="visit", subject="v-5", event=event, field="note", take_offered=take_offered, reason="đúng"
    )


def waiting(hold_id: str, outcome: Any) -> Hold:
    """Something that waits on the settling desk."""
    return Hold(
        id=hold_id, unit=UNIT, outcome=outcome, code="lease_old", detail="1 < 2", said_kind="VisitAmended", about="visit",
        subject="v-5", device="t-1", by="o-1", at_ms=NOON_MS, seq=1,
    )  # fmt: skip


def papers() -> Iterator[Told]:
    """A paper made out, signed, handed over and withdrawn."""
    made = paper.PaperIssued(
        paper="7k2m94q8", unit=UNIT, document="visit_summary", edition="2025-11-01", citizen="c-2", visit="v-2",
        content='{"citizen":"Trần Văn B"}',
    )  # fmt: skip
    yield Told("a paper is made out", made)
    yield Told("signed and stamped under a number", paper.PaperSealed(paper="7k2m94q8", number="125"))
    yield Told("handed over at home", paper.PaperHanded(paper="7k2m94q8", manner="home", receiver="bà Đào"))
    yield Told("withdrawn: its code says so", paper.PaperWithdrawn(paper="7k2m94q8", reason="in nhầm"))


def the_rest() -> Iterator[Told]:
    """Held work, officers, notices, the ward, devices, an erasure."""
    yield Told("held work goes back", hold.WorkReturned(hold="h-1", reason="sai nhà"), state=waiting("h-1", "parked"))
    yield Told("held work is dismissed", hold.WorkDismissed(hold="h-2", reason="thừa"), state=waiting("h-2", "refused"))
    settled = msgspec.structs.replace(waiting("h-2", "refused"), settled="dismissed")
    yield Told("settled work leaves the tablet", hold.WorkShelved(hold="h-2"), by=f"system:{UNIT}", state=settled)
    absence = officer.Absence(id="ab-1", from_ms=NOON_MS, to_ms=NOON_MS + DAY_MS, reason="ốm")
    yield there("absent", officer.OfficerAbsent(officer="o-1", absence=absence), lease=0)
    yield there("back", officer.OfficerBack(officer="o-1", absence="ab-1"), lease=0)
    skills = (officer.Skill(procedure="*", part="certifier"),)
    yield Told(
        "an officer's skills", officer.OfficerAmended(officer="o-1", change=officer.OfficerChange(skills=skills))
    )
    yield Told("an officer leaves", officer.OfficerLeft(officer="o-1"))
    posted = notice.NoticePosted(
        notice="n-1", unit=UNIT, title="Lũ", text="Đường 91 ngập", level="safety", until_ms=NOON_MS
    )
    yield Told("a notice", posted)
    hours = Window(from_ms=NOON_MS, to_ms=NOON_MS + HOUR_MS)
    told = offer.WindowOffered(offer="f-1", unit=UNIT, window=hours, officers=("o-1",), start_ms=NOON_MS)
    yield Told("a window is kept for a caller", told)
    yield Told("the window is let go", offer.OfferReleased(offer="f-1"))
    yield Told("withdrawn", notice.NoticeWithdrawn(notice="n-1"))
    yield from papers()
    yield Told("a note in the book", entry.EntryNoted(entry="e-line", note="sửa số giấy tờ"), state=IN_BOOK)
    yield Told("the next volume", book.VolumeBegun(book="ck-2026", unit=UNIT))
    yield Told("the year's book is closed", book.BookClosed(book="ck-2026", unit=UNIT))
    yield Told("a new version of a procedure", lawful.new_version())
    yield Told("a tariff of the province", lawful.tariff())
    yield Told("a repealed one", law.LawRepealed(law="l-2", reason="nhầm số"))
    anchor = ward.Anchor(day="2026-11-21", seq=60, chain="c" * 64)
    yield Told("the day is anchored", ward.DayAnchored(unit=UNIT, anchor=anchor), by=f"system:{UNIT}")
    yield Told("a device is revoked", device.DeviceRevoked(device="t-1", reason="mất"))
    emptied = redaction.redaction(
        "call", call.Call(id="k-1", unit=UNIT, phone="", caller="", outcome="missed", at_ms=NOON_MS), "hết hạn"
    )
    yield Told("a call's words have run out", emptied, by=f"system:{UNIT}")
    yield Told("a person is erased", citizen.CitizenErased(citizen="c-1", unit=UNIT, reason="theo đơn"))
