"""Numbers of certifications: given in the transaction that signs, from 01 without gap or double, however many sign at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from models.access import Actor
from models.book import VolumeBegun
from models.doorstep import Identity, Lucidity
from models.dossier import DossierProcessed, ResultReady
from models.dossier_parts import Entered
from models.entry import Entry, EntryNoted
from models.registers import faults
from models.store import books
from models.store.engine import Store
from models.visit import IdentityChecked, LucidityConfirmed, SignatureRecorded, VisitCompleted
from sync import office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt
from tests.simulation import words
from tests.simulation.words import UNIT
from tests.sync.hand import Desk

SIGNERS = 8


def ready(desk: Desk, prefix: str, procedure: str = words.SIGNATURE) -> str:
    """A dossier in work, waiting for its certifier."""
    if prefix != "1":
        desk.say("clerk", *words.case(prefix, procedure))
        desk.say("supervisor", words.assigned(f"v-{prefix}", "o-1"))
    visit, dossier = f"v-{prefix}", f"d-{prefix}"
    done = VisitCompleted(visit=visit)
    desk.say("supervisor", *words.arrival(visit), *words.steps(visit, dossier), done)
    desk.say("clerk", DossierProcessed(dossier=dossier))
    return dossier


def lines(store: Store, book: str = "ck-2026") -> list[Entry]:
    """The book as it stands."""
    with store.read() as tx:
        return [read_thing("entry", body).state for body in books.entries(tx, UNIT, book)]


def test_signing_numbers_and_fills_the_columns(store: Store) -> None:
    """The eight columns of a line come from the record; what the certifier says instead stands instead."""
    desk = Desk(store)
    dossier = ready(desk, "1")
    told = Entered(title="Giấy ủy quyền nhận lương hưu", signer="Lê Văn Chứng", signer_title="Phó Chủ tịch")
    [receipt] = desk.say("certifier", ResultReady(dossier=dossier, entered=told))
    [line] = lines(store)
    assert line.id == receipt.id and line.dossier == dossier
    assert (line.written.number, line.written.year, line.written.count, line.written.fee_dong) == (1, 2026, 1, 10_000)
    assert (line.written.requester, line.written.id_number) == ("Nguyễn Thị Đào", "089150001234")
    assert (line.written.title, line.written.signer) == ("Giấy ủy quyền nhận lương hưu", "Lê Văn Chứng")
    assert "Ngoài trụ sở" in line.written.note
    assert desk.state("dossier", dossier).entry == "01, 01/2026-SCT/CK,ĐC"


def test_all_who_signed_stand_in_the_line(store: Store) -> None:
    """Each signer with the number of the paper they showed; where the column has no room, it says how many and the note who."""
    desk = Desk(store)
    names = ["Trần Văn Mít", *(f"Nguyễn Phước Thiện Nhân Ái Hòa {n}" for n in "ABCDE")]
    for prefix, others in (("1", names[:1]), ("2", names)):
        if prefix != "1":
            desk.say("clerk", *words.case(prefix, words.SIGNATURE))
            desk.say("supervisor", words.assigned(f"v-{prefix}", "o-1"))
        visit, dossier = f"v-{prefix}", f"d-{prefix}"
        desk.say("supervisor", *words.arrival(visit), *words.steps(visit, dossier))
        for n, name in enumerate(others):
            shown = Identity(method="card", number=f"08915000200{n}", name=name, matches=True)
            desk.say(
                "supervisor",
                IdentityChecked(visit=visit, identity=shown, signer=name),
                LucidityConfirmed(visit=visit, lucidity=Lucidity(lucid=True), signer=name),
                SignatureRecorded(visit=visit, dossier=dossier, signer=name, offsite=words.OFFSITE),
            )
        desk.say("supervisor", VisitCompleted(visit=visit))
        desk.say("clerk", DossierProcessed(dossier=dossier))
        desk.say("certifier", ResultReady(dossier=dossier))
    two, seven = (line.written for line in lines(store))
    assert (two.requester, two.id_number) == ("Nguyễn Thị Đào; Trần Văn Mít", "089150001234; 089150002000")
    assert seven.requester == "Nguyễn Thị Đào và 6 người khác"
    assert all(name in seven.note for name in names) and len(seven.id_number.split("; ")) == 7


def test_each_book_counts_for_itself_over_volumes(store: Store) -> None:
    """Signatures and transactions count apart; a new volume goes on with the numbers; a refused word takes none."""
    desk = Desk(store)
    waiting = [ready(desk, "1"), ready(desk, "2"), ready(desk, "3", words.CONTRACT), ready(desk, "4")]
    desk.say("certifier", ResultReady(dossier=waiting[0]))
    [refused] = desk.ask("certifier", ResultReady(dossier=waiting[0]))
    assert refused.code == "wrong_state" and refused.given == ""
    desk.say("certifier", ResultReady(dossier=waiting[1]), VolumeBegun(book="ck-2026", unit=UNIT))
    desk.say("certifier", ResultReady(dossier=waiting[2]), ResultReady(dossier=waiting[3]))
    found = [(one.written.number, one.written.volume) for one in lines(store)]
    assert found == [(1, 1), (2, 1), (3, 2)]
    assert [one.written.number for one in lines(store, "hd-2026")] == [1]
    assert faults(one.written for one in lines(store)) == []


def test_a_mistake_is_corrected_by_a_note(store: Store) -> None:
    """The line stays as it was written; the note stands beside it with who and when."""
    desk = Desk(store)
    desk.say("certifier", ResultReady(dossier=ready(desk, "1")))
    [before] = lines(store)
    desk.say("certifier", EntryNoted(entry=before.id, note="Số giấy tờ đúng là 089150001235"))
    [after] = lines(store)
    assert after.written == before.written and after.notes[0].note.endswith("1235")
    assert desk.ask("clerk", EntryNoted(entry=before.id, note="x"))[0].code == "not_allowed"


def test_many_signers_at_once_leave_no_gap_and_no_double(store: Store) -> None:
    """Certifiers who sign at the same time, in several threads, get 1 … n, each once; refused words among them take none."""
    desk = Desk(store)
    waiting = [ready(desk, str(i)) for i in range(1, 25)]

    serial = iter(range(10_000))

    def sign(at: int) -> list[Receipt]:
        who = Actor(id=f"certifier-{at}", name=f"Người ký {at}", unit=UNIT, roles=frozenset(("certifier",)))
        answers: list[Receipt] = []
        for dossier in waiting[at::SIGNERS]:
            wishes = [Wish(body=ResultReady(dossier=dossier)), Wish(body=ResultReady(dossier="d-none"))]
            answers += office.say(store, who, UNIT, wishes, desk.now_ms, lambda: f"x-{next(serial)}")
        return answers

    with ThreadPoolExecutor(SIGNERS) as pool:
        said = [answer for answers in pool.map(sign, range(SIGNERS)) for answer in answers]
    assert sorted(one.outcome for one in said) == ["applied"] * 24 + ["refused"] * 24
    book = lines(store)
    assert [one.written.number for one in book] == list(range(1, 25))
    assert {one.dossier for one in book} == set(waiting) and faults(one.written for one in book) == []
