"""Reports from the store: the same figures by every way out, the identity in every period, nobody held up by reading."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from models.access import Actor
from models.call import CallLogged, CallReturned
from models.dossier import (
    DossierProcessed,
    DossierRefused,
    DossierStopped,
    DossierWithdrawn,
    ResultReady,
    ResultReturned,
    ServiceRated,
    SupplementAsked,
)
from models.dossier_parts import Rating
from models.meeting import Meeting
from models.report import By, Report
from models.statistics import Period
from models.store import counting
from models.store.engine import Store
from server import meeting, report_paper, report_sheet, reports
from server.cli import main
from server.clock import uuid7
from server.report_words import CALLS, COLUMNS, MEASURES, SPREAD_PARTS, SPREADS
from sync import office
from sync.office import Wish
from tests.server.printed import left_in_vietnamese, read_back
from tests.server.story import DAY_MS, HOUR_MS, UNIT, Clock, Planned, Story, Tablet, at_the_door, bearer, photo_of

NOVEMBER = Period(first="2026-11-01", last="2026-11-30")
DECEMBER = Period(first="2026-12-01", last="2026-12-31")
MONDAY_MS = 1_795_399_200_000
"""23 November 2026, 09:00 in Việt Nam."""


class Month:
    """A ward over some weeks; time goes on between the cases."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.clock = Clock(MONDAY_MS)
        self.story = Story(store, folder, self.clock)
        self.tablet: Tablet = self.story.tablet()

    def visited(self, minutes: int = 20) -> Planned:
        """A case asked for now and finished at the door two hours later, signed so many minutes after the arrival."""
        planned = self.story.plan(self.tablet.officer)
        self.clock.ms += 2 * HOUR_MS
        steps = at_the_door(planned, photo_of(planned.visit.encode()))
        self.story.push(self.tablet, *steps[:3])
        self.clock.ms += minutes * 60_000
        self.story.push(self.tablet, *steps[3:])
        return planned

    def signed(self, planned: Planned, due_day: str) -> None:
        """The dossier is in hand, due on a day, and signed now."""
        self.story.say("certifier", DossierProcessed(dossier=planned.dossier, due_day=due_day))
        self.story.say("certifier", ResultReady(dossier=planned.dossier))

    def next_day(self, days: int = 1) -> None:
        """Morning again."""
        self.clock.ms = MONDAY_MS + ((self.clock.ms - MONDAY_MS) // DAY_MS + days) * DAY_MS


@pytest.fixture
def month(store: Store, tmp_path: Path) -> Month:
    """Monday and Tuesday full of cases of every kind, some of them still open on 2 December."""
    month = Month(store, tmp_path)
    early, on_time, late = month.visited(), month.visited(25), month.visited(45)
    month.story.say("certifier", DossierProcessed(dossier=late.dossier, due_day="2026-11-23"))
    month.signed(early, "2026-11-25")
    month.signed(on_time, "2026-11-23")
    month.next_day()
    month.story.say("certifier", ResultReady(dossier=late.dossier))
    asked, stopped, withdrawn, refused, open_ = (month.visited() for _ in range(5))
    for planned in (asked, stopped, withdrawn, open_):
        month.story.say("clerk", DossierProcessed(dossier=planned.dossier, due_day="2026-11-27"))
    month.story.say("clerk", SupplementAsked(dossier=asked.dossier, papers=("giấy tờ",)))
    month.story.say("supervisor", DossierStopped(dossier=stopped.dossier, reason="trùng"))
    month.story.say("clerk", DossierWithdrawn(dossier=withdrawn.dossier, reason="đổi ý"))
    month.story.say("clerk", DossierRefused(dossier=refused.dossier, ground="không đúng thẩm quyền"))
    month.story.say("clerk", ResultReturned(dossier=early.dossier, manner="home", receiver="Bưởi", signed="signature"))
    for planned, given in ((early, 5), (late, 1)):
        rating = Rating(score=given, taken_by="call_back")
        month.story.say("clerk", ServiceRated(dossier=planned.dossier, rating=rating))
    for outcome in ("missed", "hung_up", "question"):
        call = CallLogged(call=uuid7(), unit=UNIT, phone="1022", outcome=outcome, at_ms=month.clock())
        month.story.say("clerk", call)
        if outcome == "missed":
            month.story.say("clerk", CallReturned(call=call.call, reached=True))
    month.story.plan()
    month.clock.ms = MONDAY_MS + 9 * DAY_MS
    return month


def made(month: Month, period: Period = NOVEMBER, by: By = "unit") -> Report:
    """The ward's report as of 2 December."""
    return reports.make(month.story.store, (UNIT,), period, "2026-12-02", by)


def test_the_table_of_a_month(month: Month) -> None:
    """Each case stands in its one place: early, on time, late, withdrawn, stopped, paused, overdue; refused ones nowhere."""
    table = made(month).total.table
    assert (table.received, table.carried, table.new_direct, table.new_online) == (7, 0, 7, 0)
    assert (table.resolved, table.early, table.on_time, table.late) == (5, 2, 2, 1)
    assert (table.open, table.open_in_time, table.open_overdue) == (2, 1, 1)
    assert (table.withdrawn, table.stopped, table.paused) == (1, 1, 1)


def test_the_measures_of_a_month(month: Month) -> None:
    """Minutes to the signature, to the door, shares, refusals, ratings and calls are those of the cases."""
    report = made(month)
    found = report.total.measures
    assert (found.visits, found.officer_days, found.refused) == (8, 2, 1)
    assert (found.signed.count, found.signed.median, found.signed.within) == (8, 20, 7)
    assert found.door.median == 2 * 60 and found.door.within_bp == 10_000
    assert (found.on_time_bp, found.first_visit_bp, found.digitised_bp) == (8000, 10_000, 0)
    assert (found.ratings, found.dissatisfied, found.satisfaction_bp) == (2, 1, 5000)
    assert report.refusals[0].ground == "không đúng thẩm quyền" and report.refusals[0].count == 1
    assert (report.calls.total, report.calls.unanswered, report.calls.rung_back, report.calls.owed) == (3, 2, 1, 1)
    assert found.saved_bp is not None and found.saved_bp > 0
    assert found.apologies_bp == 0, "two broke their date, nobody has written to them yet"


@pytest.mark.parametrize("by", ["unit", "procedure", "field", "officer"])
def test_the_identity_holds_however_it_is_cut(month: Month, by: By) -> None:
    """In every period and by every key carried + new = resolved + open, and the lines sum to the total."""
    days = ("2026-10-31", "2026-11-23", "2026-11-24", "2026-11-27", "2026-12-02")
    for first in days:
        for last in (one for one in days if one >= first):
            report = made(month, Period(first=first, last=last), by)
            assert report.misfits == ()


def test_what_november_leaves_open_december_carries_over(month: Month) -> None:
    """Two dossiers are open at the end of November, and December begins with exactly those."""
    assert made(month).total.table.open == made(month, DECEMBER).total.table.carried == 2


def test_an_old_case_is_not_read_again(month: Month) -> None:
    """What ended before a period and lay still since is not even read; what is open is, however old."""
    found = {one.id for one in reports.dossiers(month.story.store, UNIT, DECEMBER)}
    assert len(found) == 2
    with month.story.store.read() as tx:
        assert counting.first_since(tx, UNIT, 0) == 1
        assert counting.first_since(tx, UNIT, MONDAY_MS + 100 * DAY_MS) > 100


def test_reading_holds_nobody_up(month: Month) -> None:
    """Between two pages a word is said and kept, and the page after it still comes; each dossier counts once."""
    seen = []
    for one in reports.dossiers(month.story.store, UNIT, NOVEMBER, page=2):
        seen.append(one.id)
        if len(seen) == 1:
            month.visited()
    assert len(set(seen)) == 9  # the eight of the fixture and the one said meanwhile


def test_the_workbook_has_the_figures_of_the_report(month: Month) -> None:
    """Another library reads the same figures from the workbook: places, measures, spreads, calls."""
    report = made(month, by="procedure")
    book = openpyxl.load_workbook(io.BytesIO(report_sheet.workbook(report)))
    rows = [[cell.value for cell in row] for row in book["Tình hình giải quyết"].iter_rows(min_row=3)]
    assert rows[0] == ["Thủ tục", *(word.vi for word in COLUMNS.values())]
    assert rows[-1] == ["Tổng cộng", *(getattr(report.total.table, place) for place in COLUMNS)]
    measures = [cell.value for cell in list(book["Chỉ tiêu"].iter_rows())[-1]][1:]
    told = msgspec.to_builtins(report.total.measures)
    expected = [(name, told[name]) for name in MEASURES]
    expected += [(part, told[name][part]) for name in SPREADS for part in SPREAD_PARTS]
    for (name, value), cell in zip(expected, measures, strict=True):
        assert cell == (value if value is None or not name.endswith("_bp") else pytest.approx(value / 10_000)), name
    refused = [(row[0].value, row[1].value) for row in book["Căn cứ từ chối"].iter_rows(min_row=4)]
    assert refused == [(one.ground, one.count) for one in report.refusals]
    groups = [[cell.value for cell in row] for row in book["QĐ 766"].iter_rows(min_row=4)]
    known = [None if one.points_c is None else one.points_c / 100 for one in report.quality.groups]
    assert [row[0] for row in groups] == [one.vi for one in report.quality.groups]
    assert [row[2] for row in groups] == ["không biết" if one is None else pytest.approx(one) for one in known]
    calls = {row[0].value: row[1].value for row in book["Điện thoại"].iter_rows(min_row=4)}
    assert calls == {word.vi: getattr(report.calls, name) for name, word in CALLS.items()}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_paper_has_the_figures_of_the_report(month: Month, language: Any) -> None:
    """The PDF's text names the unit, says that the identity holds, and has every heading and figure of every table as written."""
    report = made(month)
    text = read_back(report_paper.paper(report, language))
    assert ("PHƯỜNG LONG XUYÊN" if language == "vi" else "LONG XUYÊN WARD") in text
    assert ("đang giải quyết: khớp" if language == "vi" else "resolved + open: holds") in text
    assert "01/11/2026" in text
    closed = text.replace(" ", "")
    for table in report_paper.told(report, language)["tables"]:
        cells = [table["title"], *table["heads"], *(cell for row in table["rows"] for cell in row)]
        assert [cell for cell in cells if cell.replace(" ", "") not in closed] == []
    if language == "en":
        names = [line.en for line in report.lines]
        assert left_in_vietnamese(text, (*names, "Long Xuyên", "QĐ 766", "QĐ-TTg", "NĐ-CP")) == []


def test_by_http_as_by_hand(month: Month) -> None:
    """The address answers what the module makes; sheet and paper come as files; a period upside down is refused."""
    token = month.story.sign_in("supervisor")
    with TestClient(month.story.app()) as client:
        asked = "?from=2026-11-01&to=2026-11-30&by=officer"
        answer = client.get(f"/reports{asked}", headers=bearer(token))
        assert msgspec.convert(answer.json(), Report) == made(month, by="officer")
        assert [line["vi"] for line in answer.json()["lines"]] == ["Trần Thị Mận"]
        sheet = client.get(f"/reports.xlsx{asked}", headers=bearer(token))
        assert sheet.content[:2] == b"PK" and "attachment" in sheet.headers["content-disposition"]
        assert client.get(f"/reports.pdf{asked}", headers=bearer(token)).content[:5] == b"%PDF-"
        turned, straight = (
            client.get(f"/reports?from={first}&to={last}", headers=bearer(token)).content
            for first, last in (("2026-12-01", "2026-11-01"), ("2026-11-01", "2026-12-01"))
        )
        assert turned == straight
        assert client.get("/reports?from=2026-02-30&to=2026-03-30", headers=bearer(token)).status_code == 400


def test_the_province_rolls_up_its_wards(month: Month) -> None:
    """Somebody of the province sees each ward as a line, summed; a unit asked for by name stands alone."""
    token = month.story.sign_in("province", unit="91")
    actor = month.story.actor_of(token)
    assert reports.of_actor(month.story.store, actor) == (UNIT,)
    assert reports.of_actor(month.story.store, actor, "91") == ("91", UNIT)
    report = reports.make(month.story.store, ("91", UNIT), NOVEMBER, "2026-12-02")
    assert [line.vi for line in report.lines] == ["Phường Long Xuyên"]
    assert report.total.table == report.lines[0].table


def test_the_visiting_officer_takes_down_no_rating(month: Month) -> None:
    """A clerk who is also the officer of the visit is refused with a next step; a colleague's word is taken."""
    planned = month.visited()
    month.signed(planned, "2026-12-04")
    body = ServiceRated(dossier=planned.dossier, rating=Rating(score=5, taken_by="relative"))
    both = Actor(id="both", unit=UNIT, roles=frozenset(("clerk", "officer")), officer=month.tablet.officer)
    [receipt] = office.say(month.story.store, both, UNIT, [Wish(body=body)], month.clock(), uuid7)
    assert (receipt.outcome, receipt.code) == ("refused", "own_visit_rated")
    month.story.say("clerk", body)


def test_the_sheet_of_the_meeting(month: Month) -> None:
    """In the week after: the figures of last week, the case that ended late by its code, what waits; and as a PDF."""
    sheet = meeting.make(month.story.store, (UNIT,), "2026-11-30")
    assert (sheet.report.first, sheet.report.last) == ("2026-11-23", "2026-11-29")
    assert sheet.report.total.table.received == 7 and sheet.report.misfits == ()
    assert [one.resolved_day for one in sheet.late] == ["2026-11-24", ""] and sheet.late_count == 2
    assert {task.kind: task.count for task in sheet.tasks} == {"overdue": 1, "unassigned": 1, "calls": 1}
    text = read_back(meeting.paper(sheet))
    assert "Giao ban một cửa hằng tuần" in text and sheet.late[0].code in text.replace(" ", "")
    token = month.story.sign_in("supervisor")
    with TestClient(month.story.app()) as client:
        answer = client.get("/reports/meeting?today=2026-11-30", headers=bearer(token))
        assert msgspec.convert(answer.json(), Meeting) == sheet
        assert client.get("/reports/meeting.pdf", headers=bearer(token)).content[:5] == b"%PDF-"


def test_from_the_terminal(month: Month, tmp_path: Path) -> None:
    """`tannha report` tells the figures of the address and writes both files; `tannha meeting` tells the sheet."""
    store = ("--store", month.story.store.url)
    asked = ("report", "--from", "2026-11-01", "--to", "2026-11-30", "--as-of", "2026-12-02", *store)
    files = [tmp_path / "ky.xlsx", tmp_path / "ky.pdf", tmp_path / "hop.pdf"]
    told = CliRunner().invoke(main, [*asked, "--json", "--xlsx", str(files[0]), "--pdf", str(files[1])])
    assert told.exit_code == 0, told.output
    report = msgspec.json.decode(told.stdout, type=Report)
    assert report.total == made(month).total and report.calls == made(month).calls
    shown = CliRunner().invoke(main, list(asked)).output
    assert "khớp · holds" in shown and "calls 3, không ai nhấc · unanswered 2" in shown
    sheet = CliRunner().invoke(main, ["meeting", "--day", "2026-11-30", "--pdf", str(files[2]), *store])
    assert sheet.exit_code == 0 and "Hồ sơ quá hạn còn mở" in sheet.output
    assert [file.read_bytes()[:4] for file in files] == [b"PK\x03\x04", b"%PDF", b"%PDF"]
    upside_down = CliRunner().invoke(main, ["report", "--from", "2026-11-30", "--to", "2026-11-01", *store])
    assert upside_down.exit_code == 1 and "Ngày cuối trước ngày đầu" in upside_down.output
