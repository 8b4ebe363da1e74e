"""`tannha report` and `tannha meeting`: the figures of a period, and the sheet of the weekly one-stop meeting."""

from datetime import date
from pathlib import Path

import click

from models import calendar, unit
from models.meeting import Meeting
from models.report import Line, Report
from models.statistics import Period, percent
from models.store import journal
from models.store.engine import Store
from models.words import grouped
from server.clock import wall_ms
from server.commands.asked import (
    FOUND_WRONG,
    No,
    json_option,
    one_unit,
    opened,
    out,
    settings_of,
    store_option,
    table,
    tell,
    unit_option,
)

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, required=True, help="Ngày đầu · first day, 2026-11-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Ngày cuối · last day.")
@click.option("--by", type=click.Choice(("unit", "procedure", "field", "officer")), default="unit", show_default=True)
@click.option(
    "--as-of", type=_DAY, default=None, help="Tính đến ngày, mặc định hôm nay · as of a day, today by default."
)
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Ghi bảng tính · write a workbook.")
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Ghi PDF có biểu đồ · write a PDF with charts."
)
@unit_option
@store_option
@json_option
def report(
    first: date, last: date, by: str, as_of: date | None, xlsx: Path | None, pdf: Path | None, unit_id: str,
    store_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Báo cáo một kỳ: biểu tổng hợp, chỉ tiêu · the report of a period: table and measures.

    \b
    --unit 91 gộp cả tỉnh · rolls up a whole province.
    Ví dụ · examples:
      tannha report --from 2026-11-01 --to 2026-11-30 --by procedure
      tannha report --from 2026-01-01 --to 2026-12-31 --unit 91 --xlsx nam.xlsx --pdf nam.pdf
    """
    from server import report_paper, report_sheet, reports  # typst and the workbook: too much to wake for every command

    period = Period(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
    if period.last < period.first:
        raise No("Ngày cuối trước ngày đầu.", "The last day is before the first.")
    with opened(settings_of(store_url).store) as store:
        units = _units(store, unit_id)
        made = reports.make(store, units, period, _today(as_of), by)  # type: ignore[arg-type]  # click chose
    if xlsx:
        xlsx.write_bytes(report_sheet.workbook(made))
    if pdf:
        pdf.write_bytes(report_paper.paper(made))
    if as_json:
        tell(made)
    else:
        _show(made)
    if made.misfits:
        raise SystemExit(FOUND_WRONG)


@click.command()
@click.option(
    "--day", type=_DAY, default=None, help="Ngày họp, mặc định hôm nay · day of the meeting, today by default."
)
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Ghi PDF · write a PDF.")
@unit_option
@store_option
@json_option
def meeting(day: date | None, pdf: Path | None, unit_id: str, store_url: str | None, as_json: bool) -> None:
    """Tờ giao ban một cửa hằng tuần · the sheet of the weekly one-stop meeting.

    \b
    Ví dụ · example:
      tannha meeting --pdf giao-ban.pdf
    """
    from server import meeting as sheets

    with opened(settings_of(store_url).store) as store:
        made = sheets.make(store, _units(store, unit_id), _today(day))
    if pdf:
        pdf.write_bytes(sheets.paper(made))
    if as_json:
        tell(made)
    else:
        _show_meeting(made)


def _today(asked: date | None) -> str:
    return f"{asked:%Y-%m-%d}" if asked else calendar.local_day(wall_ms())


def _units(store: Store, asked: str) -> tuple[str, ...]:
    """One unit, or a province with those of its communes that have a journal."""
    named = one_unit(store, asked)
    with store.read() as tx:
        begun = set(journal.units(tx))
    below = tuple(one.id for one in unit.children(named) if one.id in begun)
    if named not in begun and not below:
        raise No(f"Chưa có đơn vị {named}.", f"There is no unit {named}.", "Xem `tannha report --help`.", "Add --unit.")
    return (named, *below)


def _show(made: Report) -> None:
    title = f"{made.first} → {made.last}"
    heads = (
        "",
        "Tiếp nhận",
        "Kỳ trước",
        "Đã giải quyết",
        "Trước",
        "Đúng",
        "Trễ",
        "Đang",
        "Quá hạn",
        "Đúng hạn %",
        "Phút ký",
    )
    listed = table(title, *heads)
    for line in (*made.lines, made.total):
        listed.add_row(*_cells(line))
    out.print(listed)
    holds = "khớp · holds" if not made.misfits else "KHÔNG KHỚP · DOES NOT HOLD"
    out.print(f"Kỳ trước chuyển + mới = đã + đang giải quyết: {holds}")
    calls = made.calls
    out.print(
        f"Cuộc gọi · calls {calls.total}, không ai nhấc · unanswered {calls.unanswered}, gọi lại · rung back {calls.rung_back}"
    )


def _cells(line: Line) -> list[str]:
    row = line.table
    figures = (
        row.received, row.carried, row.resolved, row.early, row.on_time, row.late, row.open, row.open_overdue,
    )  # fmt: skip
    median = line.measures.signed.median
    told = ["–" if figure is None else grouped(figure) for figure in figures]
    return [line.vi, *told, percent(line.measures.on_time_bp), "–" if median is None else str(median)]


def _show_meeting(made: Meeting) -> None:
    _show(made.report)
    late = table(f"Trễ hạn · late: {made.late_count}", "Mã", "Thủ tục", "Hẹn trả", "Giải quyết", "Lý do")
    for one in made.late:
        late.add_row(one.code, one.procedure, one.due_day, one.resolved_day or "còn mở · open", one.reason or "–")
    out.print(late)
    for task in made.tasks:
        out.print(f"• {task.vi} · {task.en}: {task.count}")
