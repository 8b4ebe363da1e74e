"""`tannha day`: plays a whole ward day against a real office and shows that nothing was lost or doubled."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from models.calendar import default_calendar, local_day, ms_of, next_working_day
from models.store.engine import Store, open_store
from server.blobs import Disk
from server.check import check
from server.clock import wall_ms
from server.commands.asked import (
    FOUND_WRONG,
    MISUSED,
    No,
    day_of,
    err,
    json_option,
    opened,
    out,
    settings_of,
    store_option,
    table,
    tell,
)
from server.day import papers
from server.day.desk import Unwelcome
from server.day.ledger import Closing
from server.day.play import AFTERMATH_DAYS, Play, Told, Unplayable, Wanted, free_day, people_for, start_of, working_day
from server.day.served import served
from server.day.world import World
from server.demo.ward import POSTS

VI = {
    "completed": "xong", "planned": "chuyển ngày khác", "assigned": "đã giao", "acknowledged": "đã nhận",
    "cancelled": "đã hủy", "arrived": "đang ở nhà dân", "failed nobody_home": "vắng nhà", "failed refused": "từ chối",
    "failed unsafe": "không an toàn", "failed medical": "cấp cứu", "failed not_lucid": "không minh mẫn",
    "failed papers_missing": "thiếu giấy tờ", "failed other": "lý do khác", "adopted": "công nhận", "returned": "trả lại",
    "dismissed": "không dùng", "signature": "ký", "fingerprint": "điểm chỉ", "several": "nhiều người ký",
    "neither": "không ký, không điểm chỉ",
    "offline spells": "lần mất mạng", "reassigned while offline": "đổi người khi mất mạng",
    "corrected by two hands": "hai nơi cùng sửa", "said twice from two sides": "hai nơi cùng nói",
    "conflicts settled": "trùng ô đã chọn", "moved to another day": "chuyển ngày", "planned again": "hẹn lại",
    "homes on a lost tablet": "nhà có trong máy mất", "tablets lost and replaced": "máy mất đã thay",
    "old copies put back": "máy khôi phục từ bản cũ", "taken over from a sick officer": "nhận thay cán bộ ốm",
    "results brought home": "kết quả mang về nhà",
    "plan said": "lượt giao theo kế hoạch", "plan kept": "lượt chỉ đổi giờ dự kiến", "plan stale": "lượt đã đổi, để yên",
    "trouble device_revoked": "máy bị thu hồi lên tiếng", "trouble number_taken": "số thứ tự đã dùng",
}  # fmt: skip
"""What the closing table's words are in Vietnamese."""


@click.command()
@click.option(
    "--date", "day_text", metavar="YYYY-MM-DD", default="", help="Ngày diễn; mặc định hôm nay · the day played."
)
@click.option(
    "--tablets", type=click.IntRange(1, 8 * len(POSTS)), default=8, show_default=True, help="Số máy tính bảng."
)
@click.option("--requests", type=click.IntRange(1, 1000), default=80, show_default=True, help="Số yêu cầu trong ngày.")
@click.option(
    "--seed", "number", type=int, default=1, show_default=True, help="Số gieo · the same number, the same day."
)
@click.option(
    "--server", "servers", multiple=True, metavar="URL", help="Diễn với máy chủ đang chạy, lặp lại được · repeatable."
)
@click.option(
    "--papers",
    "papers_folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Để lại mọi giấy tờ trong ngày thành PDF · leaves every paper of the day as a PDF.",
)
@store_option
@json_option
def day(
    day_text: str, tablets: int, requests: int, number: int, servers: tuple[str, ...], papers_folder: Path | None,
    store_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Diễn một ngày của phường với máy chủ thật và đối chiếu từng sự kiện · play a ward day and reckon every event.

    \b
    Mất mạng, đổi người khi mất mạng, sửa trùng, máy mất, máy khôi phục từ bản cũ, cán bộ ốm: tất cả đều xảy ra.
    Offline hours, reassignment meanwhile, two hands on one field, a lost tablet, an old copy put back, an officer ill.
    Không có --store: một cơ sở dữ liệu tạm · without --store: a database that is gone after.
    Ví dụ · examples:
      tannha day
      tannha day --tablets 2 --requests 8 --seed 3
      tannha day --store postgresql://localhost/thu --server http://localhost:8001 --server http://localhost:8002
    """
    if servers and not store_url:
        raise No(
            "--server cần --store để đối chiếu nhật ký.", "--server needs --store, to compare the journal.",
            "Thêm --store với địa chỉ cơ sở dữ liệu của máy chủ.", "Add --store with the servers' own database.", MISUSED,
        )  # fmt: skip
    asked = day_of(day_text)
    with tempfile.TemporaryDirectory(prefix="tannha-day-") as name, _store(store_url, Path(name)) as store:
        files = settings_of(store_url).files if store_url else f"{name}/files"
        wanted = Wanted(_free(store, asked, bool(servers)), tablets, requests, number)
        try:
            closing = _played(wanted, store, files, servers, Path(name), as_json)
        except (Unplayable, Unwelcome) as error:
            raise No(
                f"Không diễn được: {error}", f"Cannot be played: {error}",
                "Dùng cơ sở dữ liệu trống hoặc dữ liệu mẫu (tannha demo).", "Use an empty database or a demo (tannha demo).",
            ) from error  # fmt: skip
        made = _papers(store, files, papers_folder, bool(servers), wanted, as_json)
        report = check(store, Disk(Path(files)))
    if as_json:
        told = {"wanted": wanted._asdict(), "closing": closing, "papers": made}
        tell(told | {"check": report.counts, "looked": report.looked})
    else:
        show(wanted, closing, made)
        found = "không thấy điều gì sai · nothing wrong" if report.clean else f"[red]{report.counts}[/]"
        out.print(f"tannha check: {found} ({', '.join(f'{n} {what}' for what, n in report.looked.items())})")
    if closing.wrong or closing.lost or closing.doubled or closing.silent or not report.clean:
        raise SystemExit(FOUND_WRONG)


def _free(store: Store, asked: str, elsewhere: bool) -> str:
    """The working day to play. With servers elsewhere time is theirs, so what is promised must lie after today."""
    if asked and not elsewhere:
        return working_day(asked)
    today = local_day(wall_ms())
    return free_day(store, next_working_day(default_calendar(), today) if elsewhere else today)


@contextmanager
def _store(url: str | None, folder: Path) -> Iterator[Store]:
    if url:
        with opened(url) as store:
            yield store
        return
    store = open_store(f"sqlite:{folder / 'day.db'}")
    try:
        yield store
    finally:
        store.close()


def _played(wanted: Wanted, store: Store, files: str, servers: tuple[str, ...], folder: Path, quiet: bool) -> Closing:
    world = World(None if servers else start_of(wanted))
    people_for(store, wanted, world.now_ms())
    with ExitStack() as stack:
        bases = list(servers) or [stack.enter_context(served(store, files, world))]
        told = stack.enter_context(_progress(quiet))
        office = papers.office_of(store, files, world)
        morning = None if servers else partial(papers.morning, office)
        return Play(wanted, store, bases, folder, world, morning).run(told)


def _papers(
    store: Store, files: str, folder: Path | None, elsewhere: bool, wanted: Wanted, quiet: bool
) -> dict[str, int]:
    """Makes out what the day calls for, as the clock of an office left running would; and prints it if asked to."""
    world = World(None if elsewhere else start_of(wanted))
    world.reach(ms_of(wanted.day, 0) + AFTERMATH_DAYS * 86_400_000)
    house = papers.office_of(store, files, world)
    made = papers.make_out(house)
    if folder is not None:
        with _progress(quiet) as told:
            papers.leave(house, folder, told)
    return made


@contextmanager
def _progress(quiet: bool) -> Iterator[Told]:
    if quiet:
        yield lambda _what, _far: None
        return
    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task("", total=1.0)
        yield lambda what, far: shown.update(task, description=what, completed=far)


def show(wanted: Wanted, closing: Closing, papers_made: dict[str, int]) -> None:
    """Prints the closing table."""
    made = table(
        f"Ngày {wanted.day}: {wanted.requests} yêu cầu, {wanted.tablets} máy · seed {wanted.seed}", "", "Số · count"
    )
    outcomes = closing.outcomes
    rows: list[tuple[str, object]] = [
        ("Đã nói · said", f"{closing.said} (máy · tablets {closing.said_by_tablets})"),
        ("Đã ghi sổ · journaled", closing.journaled),
        ("Chờ xử lý · parked", outcomes.get("parked", 0)),
        ("Đã quyết · settled", _counts(closing.settled)),
        ("Từ chối, thấy được · refused, visibly", outcomes.get("refused", 0)),
        ("Trùng ô, đã chọn · conflicts", outcomes.get("conflict", 0)),
        ("Gộp · merged", outcomes.get("merged", 0)),
        ("Mất · lost", closing.lost),
        ("Nhân đôi · doubled", closing.doubled),
        ("Lặng lẽ bỏ qua · silently dropped", closing.silent),
        ("Lượt đến nhà · visits", _counts(closing.visits)),
        ("Đến trong giờ hẹn · arrived in the window", f"{closing.arrived_in_window} / {closing.arrived}"),
        ("Phút tại nhà · minutes at the door", f"{closing.door_minutes_median} (p90 {closing.door_minutes_p90})"),
        ("Kết quả đúng hạn · results on time", f"{closing.dossiers_on_time} / {closing.dossiers_ready}"),
        ("Cách ký · how they signed", _counts(closing.manners)),
        ("Ảnh · photographs", f"{closing.files_named} (thiếu · missing {closing.files_missing})"),
        ("Giấy tờ · papers", _counts(papers_made)),
        ("Sự cố · incidents", _counts(closing.incidents)),
    ]
    for name, value in rows:
        made.add_row(name, str(value))
    out.print(made)
    for line in closing.bent:
        out.print(line, markup=False, soft_wrap=True)
    for wrong in closing.wrong:
        out.print(f"[red]{wrong}[/]")


def _counts(counts: dict[str, int]) -> str:
    return "\n".join(f"{count:>4}  {VI.get(name, name)} · {name}" for name, count in counts.items()) or "0"
