"""The weekly one-stop meeting's sheet of one or more units, as data and as PDF; callable without HTTP."""

from collections.abc import Sequence

from models import meeting
from models.meeting import LISTED_MAX, Meeting, Task, TaskKind
from models.statistics import Period
from models.store import counting
from models.store.engine import Store
from server import charts, report_charts, reports
from server.documents.english import told_in
from server.report_paper import day, printed, told, unit_name
from server.report_words import MEETING, TITLES, Language, Word, text


def make(store: Store, unit_ids: Sequence[str], today: str, period: Period | None = None) -> Meeting:
    """The sheet for the week before today (or a period): its figures, its late cases, what is to be done now."""
    over = period or meeting.week_before(today)
    gathered = [
        one for unit_id in unit_ids for one in reports.gather(store, unit_id, Period(first=over.first, last=today))
    ]
    names = {key: name for key, (name, _) in reports.officer_names(store, unit_ids, gathered).items()}
    late = meeting.late_cases(gathered, over, today, names)
    return Meeting(
        report=reports.make(store, unit_ids, over, today, "officer"),
        late=tuple(late[:LISTED_MAX]),
        late_count=len(late),
        tasks=tuple(meeting.tasks(gathered, today, _waiting(store, unit_ids))),
    )


def _waiting(store: Store, unit_ids: Sequence[str]) -> dict[TaskKind, tuple[int, tuple[str, ...]]]:
    """What waits besides dossiers: visits nobody has, calls nobody returned, work on the settling desk."""
    visits = calls = held = 0
    for unit_id in unit_ids:
        with store.read() as tx:
            waiting = counting.waiting(tx, unit_id)
        visits += waiting.visits
        calls += waiting.calls
        held += waiting.held
    return {"unassigned": (visits, ()), "calls": (calls, ()), "held": (held, ())}


def paper(sheet: Meeting, language: Language = "vi") -> bytes:
    """The sheet as PDF/A: tasks and late cases first, then the figures they come from."""
    report = sheet.report
    words = told(report, language)
    subtitle = text(TITLES["period"], language, first=day(report.first), last=day(report.last), today=day(report.today))
    drawn = report_charts.of(report, language)[:1]
    return printed(
        "report",
        words
        | {
            "unit": unit_name(report.units, language),
            "title": text(MEETING["title"], language),
            "subtitle": subtitle,
            "tables": [_tasks(sheet.tasks, language), _late(sheet, language), *words["tables"]],
            "charts": [
                {"svg": charts.svg(one), "title": one.title, "heads": rows[0], "rows": rows[1:]}
                for one in drawn
                if (rows := charts.rows(one))
            ],
        },
        report.today,
    )


def _tasks(tasks: Sequence[Task], language: Language) -> dict[str, object]:
    heads = _heads(("task", "count", "codes"), language)
    rows = [[one.vi if language == "vi" else one.en, str(one.count), ", ".join(one.codes) or "–"] for one in tasks]
    return {"title": text(MEETING["tasks"], language), "heads": heads, "rows": rows, "words": True}


def _late(sheet: Meeting, language: Language) -> dict[str, object]:
    heads = _heads(("code", "procedure", "officer", "received", "due", "resolved", "apology", "reason"), language)
    yes, no, none = (text(MEETING[name], language) for name in ("yes", "no", "unsaid"))
    rows = [
        [
            one.code, told_in(language, one.procedure), one.officer, day(one.received_day), day(one.due_day),
            day(one.resolved_day) if one.resolved_day else text(MEETING["open"], language),
            yes if one.apologised else no, told_in(language, one.reason) or none,
        ]
        for one in sheet.late
    ]  # fmt: skip
    title = text(MEETING["late"], language, count=sheet.late_count)
    return {"title": title, "heads": heads, "rows": rows, "words": True}


def _heads(names: tuple[str, ...], language: Language) -> list[str]:
    words: list[Word] = [MEETING[name] for name in names]
    return [text(word, language) for word in words]
