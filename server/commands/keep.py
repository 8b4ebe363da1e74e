"""`tannha backup`, `restore` and `check`: what the house relies on when the machine does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from models.calendar import UTC_OFFSET_MS
from server.backup import Unsound, verify
from server.backup import backup as make_backup
from server.backup import restore as bring_back
from server.blobs import Disk
from server.check import check as look
from server.clock import uuid7, wall_ms
from server.commands.asked import FOUND_WRONG, No, err, json_option, opened, out, settings_of, store_option, table, tell

FINDINGS_SHOWN = 30


@contextmanager
def progressing(quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """Counts on the terminal while something long goes on; silent for programs."""
    if quiet:
        yield lambda _what, _count: None
        return
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as shown:
        tasks = {}

        def told(what: str, count: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=None)
            shown.update(tasks[what], completed=count)

        yield told


def _stamp() -> str:
    return datetime.fromtimestamp((wall_ms() + UTC_OFFSET_MS) / 1000, UTC).strftime("%Y-%m-%dT%H%M%S")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--verify", "only_verify", is_flag=True, help="Chỉ đọc lại một bản đã có · only read one back.")
@store_option
@json_option
def backup(folder: Path | None, only_verify: bool, store_url: str | None, as_json: bool) -> None:
    """Sao lưu cơ sở dữ liệu và tệp, rồi đọc lại để chắc chắn · back up database and files, then read it back.

    \b
    Chạy được khi máy chủ đang làm việc · the server may be running.
    Ví dụ · examples:
      tannha backup
      tannha backup /mnt/usb/2026-11-21
      tannha backup --verify /mnt/usb/2026-11-21
    """
    from server.app import make_house  # the whole application: too much to wake for `tannha version`

    settings = settings_of(store_url)
    target = folder or Path(settings.backups) / _stamp()
    with _sound(), progressing(as_json) as progress:
        if only_verify:
            manifest = verify(target, progress)
        else:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with opened(settings.store) as store:
                manifest = make_backup(make_house(settings, store), target, progress=progress)
    if as_json:
        tell({"folder": str(target), "manifest": manifest})
        return
    rows = sum(count for count, _ in manifest.tables.values())
    word = "Đọc lại tốt · reads back well" if only_verify else "Đã sao lưu và đọc lại · backed up and read back"
    out.print(f"{word}: [bold]{target}[/]")
    out.print(f"{rows} dòng · rows, {manifest.files} tệp · files, {manifest.files_bytes} bytes")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@store_option
@json_option
def restore(folder: Path, store_url: str | None, as_json: bool) -> None:
    """Khôi phục một bản sao lưu vào cơ sở dữ liệu trống · bring a backup back into an empty database.

    \b
    Máy tính bảng sẽ tự gửi lại những gì bản sao lưu chưa có · tablets send again what the backup does not have.
    Ví dụ · example:
      tannha restore ward-backups/2026-11-21T020000 --store sqlite:ward-moi.db
    """
    settings = settings_of(store_url)
    with _sound(), progressing(as_json) as progress, opened(settings.store):
        restored = bring_back(settings.store, folder, Disk(Path(settings.files)), uuid7, progress)
    if as_json:
        tell(restored)
        return
    out.print(f"Đã khôi phục · restored: {restored.rows} dòng · rows, {restored.files} tệp · files → {settings.store}")
    out.print("Tiếp theo · next: [bold]tannha check[/]")


@click.command()
@click.option("--no-bytes", is_flag=True, help="Không đọc nội dung tệp · do not read the files' bytes.")
@store_option
@json_option
def check(no_bytes: bool, store_url: str | None, as_json: bool) -> None:
    """Soát lại toàn bộ: nhật ký, chữ ký, hiện trạng, tệp · look at everything: journal, signatures, state, files.

    \b
    Mã thoát 3 khi thấy điều sai · exit code 3 when something is wrong.
    Ví dụ · examples:
      tannha check
      tannha check --json > soat.json
    """
    settings = settings_of(store_url)
    with opened(settings.store) as store, progressing(as_json) as progress:
        report = look(store, Disk(Path(settings.files)), progress, bytes_too=not no_bytes)
    if as_json:
        tell({**msgspec.structs.asdict(report), "clean": report.clean})
    else:
        looked = ", ".join(f"{count} {name}" for name, count in report.looked.items())
        out.print(f"Đã soát · looked at: {looked} ({report.seconds:.1f} s)")
        if report.clean:
            out.print("[green]Không thấy điều gì sai · nothing wrong was found.[/]")
        else:
            made = table("Điều sai · findings", "Mã · code", "Đơn vị · unit", "Ở đâu · where", "Nghĩa là · meaning")
            for finding in report.findings[:FINDINGS_SHOWN]:
                said = finding.sentence
                meaning = f"{said.vi} / {said.en}\n→ {said.next_vi} / {said.next_en}\n{finding.detail}"
                made.add_row(finding.code, finding.unit, finding.where, meaning.replace("[", r"\["))
            out.print(made)
            out.print(f"Tổng số · in all: {report.counts}")
    if not report.clean:
        raise SystemExit(FOUND_WRONG)


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except Unsound as error:
        raise No(
            f"Bản sao lưu không dùng được: {error}", f"This backup cannot be relied on: {error}",
            "Chọn thư mục khác, hoặc một bản cũ hơn.", "Choose another folder, or an older backup.",
        ) from error  # fmt: skip
