"""The papers a played day leaves: made out as the clock would, letters approved, and every one of them as a PDF."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from models import access, calendar
from models.book import SHORT, book_id
from models.dossier import Dossier
from models.paper import AWAITED, Paper
from models.procedure import pinned
from models.statistics import Period
from models.store import lists
from models.store.engine import Store
from models.store.lists import Filter
from server import second_visits
from server.app import make_house
from server.day.world import World
from server.demo.ward import UNIT
from server.documents.render import render
from server.house import House
from server.paperwork import books, follow, issue, letters
from server.paperwork.letters import Approval
from server.settings import Settings
from sync.board import read_thing

PAGE = 200
ORIGIN = "https://tannha.example.vn"
"""Where the codes of a played day lead: nowhere."""
NAMES = {
    "congratulation_birth": ("Bé Mẫu An",), "congratulation_marriage": ("Lê Văn Mẫu", "Trần Thị Mẫu"),
    "condolence": ("cụ Phạm Văn Mẫu",),
}  # fmt: skip
"""Whom the letters of a played day are about: names nobody bears."""
Told = Callable[[str, float], None]


def office_of(store: Store, files: str, world: World) -> House:
    """The office of the day, its clock's jobs run by hand."""
    settings = Settings(store=store.url, files=files, jobs=False, origin=ORIGIN)
    return make_house(settings, store, world.now_ms)


def morning(house: House) -> None:
    """What the clock's jobs make out and plan, and the letters a supervisor finds on the desk and approves."""
    second_visits.plan(house)
    follow.follow(house)
    letters.prepare(house)
    _approve(house)


def make_out(house: House) -> dict[str, int]:
    """The last of what the day calls for; how many papers of each kind there are."""
    morning(house)
    return dict(sorted(Counter(paper.document for paper in every(house)).items()))


def _approve(house: House) -> None:
    """A supervisor gives every letter the names it lacks and approves it."""
    with house.store.read() as tx:
        rows = lists.page(tx, (UNIT,), "paper", Filter(states=(AWAITED,)), limit=PAGE)
    waiting: list[Paper] = [read_thing("paper", row.body).state for row in rows]
    actor = access.Actor(id="demo:supervisor", unit=UNIT, roles=frozenset(("supervisor",)))
    approvals = [Approval(paper=paper.id, names=NAMES.get(paper.document, ())) for paper in waiting]
    letters.approve(house, actor, (UNIT,), approvals)


def every(house: House) -> list[Paper]:
    """Every paper of the ward."""
    found: list[Paper] = []
    after = ""
    while True:
        with house.store.read() as tx:
            rows = lists.page(tx, (UNIT,), "paper", Filter(), after, PAGE)
        found += [read_thing("paper", row.body).state for row in rows]
        if len(rows) < PAGE:
            return found
        after = rows[-1].id


def leave(house: House, folder: Path, told: Told) -> int:
    """Writes every paper into a folder, named by procedure, document and code; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = every(house)
    origin = issue.origin_of(house.settings)
    for n, paper in enumerate(papers):
        told(f"in giấy · papers {paper.code}", n / len(papers))
        (folder / f"{_name(house, paper)}.pdf").write_bytes(issue.printed(paper, origin))
    now_ms = house.now_ms()
    month = calendar.local_day(now_ms)[:7]
    with house.store.read() as tx:
        pages = {name: books.register_pages(tx, UNIT, book_id(name, month[:4]), month, now_ms) for name in SHORT}
        followed = books.tracking_book(tx, UNIT, Period(first=f"{month}-01", last=calendar.local_day(now_ms)), now_ms)
    for name, page in pages.items():
        (folder / f"book-{SHORT[name]}-{month}.pdf").write_bytes(render("register_page", page))
    (folder / f"book-form_07-{month}.pdf").write_bytes(render("form_07", followed))
    return len(papers) + len(pages) + 1


def _name(house: House, paper: Paper) -> str:
    """What the file is called: procedures first, so that a folder lists what belongs together."""
    code = "visit"
    if paper.dossier:
        with house.store.read() as tx:
            row = lists.one(tx, (UNIT,), "dossier", paper.dossier)
        dossier: Dossier | None = read_thing("dossier", row.body).state if row else None
        known = pinned(dossier.procedure, dossier.version) if dossier else None
        code = known.code if known else code
    return f"{code}-{paper.document}-{paper.code}"
