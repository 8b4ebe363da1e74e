"""`tannha plan`: plans a day of a unit on the terminal and shows it. Nothing is said; taking a plan up is the supervisor's."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from rich.progress import BarColumn, Progress, TextColumn

from models.calendar import local_day
from models.store.engine import Store
from server.clock import wall_ms
from server.commands.asked import (
    day_of,
    err,
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
from server.dispatch.draw import svg, tables
from server.dispatch.limit import Limit, Watch
from server.planning.planner import Planner, past_work_s
from server.planning.shown import Proposed, proposed
from server.planning.standing import Standing
from server.planning.work import day_planned, time_for
from server.settings import Settings

SEARCHING = "đang xếp; Ctrl-C: lấy lịch tốt nhất đến lúc này · planning; Ctrl-C: take the best so far"


@click.command()
@click.option("--date", "day_text", metavar="YYYY-MM-DD", default="", help="Ngày cần xếp; mặc định hôm nay · the day.")
@click.option(
    "--svg", "picture", type=click.Path(dir_okay=False, path_type=Path), help="Vẽ bản đồ vào tệp · draw a map."
)
@click.option("--seconds", type=click.IntRange(1, 600), help="Giây xử lý được phép nghĩ · processor seconds to think.")
@click.option(
    "--tries", type=click.IntRange(1), help="Số bước thay cho giây: máy nào cũng ra một kết quả · steps instead."
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Số gieo · the same number, the same plan."
)
@unit_option
@store_option
@json_option
def plan(
    day_text: str, picture: Path | None, seconds: int | None, tries: int | None, seed: int, unit_id: str,
    store_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Xếp lịch một ngày và cho xem, không giao việc cho ai · plan a day and show it; nobody is given anything.

    \b
    Ví dụ · examples:
      tannha plan --date 2026-11-24
      tannha plan --date 2026-11-24 --svg ke-hoach.svg
      tannha plan --date 2026-11-24 --tries 500 --seed 3 --json
    \b
    Ctrl-C một lần: thôi tìm, in lịch tốt nhất đến lúc ấy; hai lần: bỏ.
    Ctrl-C once: stop looking and show the best plan so far; twice: give up.
    """
    settings = settings_of(store_url)
    day = day_of(day_text) or local_day(wall_ms())
    with opened(settings.store) as store:
        unit = one_unit(store, unit_id)
        limit = Limit(tries=tries) if tries else Limit(cpu_s=seconds) if seconds else None
        stands, found, drawn = _planned(store, settings, unit, day, limit, seed, as_json)
    if picture is not None:
        picture.write_text(drawn, "utf-8")
    if as_json:
        tell(found)
    else:
        show(stands, found)
        if picture is not None:
            out.print(f"Bản đồ · map: {picture}")


def _planned(
    store: Store, settings: Settings, unit: str, day: str, asked: Limit | None, seed: int, quiet: bool
) -> tuple[Standing, Proposed, str]:
    stands = Planner(store, settings).stands(unit, day, wall_ms())
    limit = asked or time_for(len(stands.rest.visits), settings.plan_seconds)
    past = past_work_s(store, unit, day)
    with stoppable() as wanted, _progress(wanted, quiet) as watch:
        made = day_planned(stands.problem, stands.running, stands.open_plan, stands.now, limit, seed, past, watch)
    return stands, proposed(stands.facts, stands.problem, made), svg(stands.problem, made.plan)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Whether it is still wanted: not any more after Ctrl-C; a second one ends the command as always."""
    stopped: list[bool] = []
    before = signal.getsignal(signal.SIGINT)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.append(True)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: not stopped
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(wanted: Callable[[], bool], quiet: bool) -> Iterator[Watch]:
    """Shows how far it is, unless a program reads along."""
    if quiet:
        yield lambda _step, _share, _cost: wanted()
        return
    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"))
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task(SEARCHING, total=1.0)

        def told(_step: str, share: float, _cost_s: int) -> bool:
            shown.update(task, completed=share)
            return wanted()

        yield told
    if not wanted():
        err.print("Đã dừng tìm; đây là lịch tốt nhất đến lúc ấy · stopped looking; this is the best plan so far")


def show(stands: Standing, found: Proposed) -> None:
    """Prints the plan: a table for each officer, who is left out and why, the sums."""
    out.print(tables(stands.problem, found.plan), markup=False, soft_wrap=True)
    if found.left_out:
        rows = table("Chưa xếp được · left out", "Ai · who", "Vì sao", "Why")
        for one in found.left_out:
            rows.add_row(one.name, one.vi, one.en)
        out.print(rows)
    totals = found.totals
    sums = table(f"Cộng · in all ({stands.problem.unit}, {stands.facts.day})", "", "")
    for name, value in (
        ("Lượt đến nhà · visits", totals.visits),
        ("Chưa xếp · left out", totals.left_out),
        ("Đổi người · change hands", totals.moved + totals.orphans),
        ("Đổi giờ quá 30 phút · moved by more than 30 min", totals.shifted),
        ("Phút trên đường · minutes on the road", totals.travel_minutes),
        ("Đường đi tính theo · ways by", found.travel_note),
        ("Kiểm tra · the checker", ", ".join(found.verdict) or "đúng mọi quy tắc · no rule broken"),
    ):
        sums.add_row(name, str(value))
    out.print(sums)
