"""`tannha export` and `tannha import-outbox`: what leaves the house as plain files, and a dying tablet's work coming in."""

import sys
from pathlib import Path

import click

from models.store import files
from models.store.engine import Store
from server import export as written
from server.blobs import Blobs, Disk
from server.clock import uuid7, wall_ms
from server.commands.asked import (
    No,
    json_option,
    one_unit,
    opened,
    out,
    refuse_code,
    settings_of,
    speaker,
    store_option,
    table,
    tell,
    unit_option,
)
from sync import office, rescue
from sync.protocol import Receipt, Torn
from sync.rescue import Bundle, WrongPassphrase


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@unit_option
@click.option(
    "--format", "form", type=click.Choice(written.FORMS), default="jsonl", show_default=True,
    help="csv: mở bằng Excel · jsonl: một dòng một bản ghi · sqlite: một tệp.",
)  # fmt: skip
@click.option("--citizen", default="", metavar="ID", help="Chỉ một người: mã hoặc số định danh · one person only.")
@store_option
def export(target: Path, unit_id: str, form: str, citizen: str, store_url: str | None) -> None:
    """Xuất toàn bộ dữ liệu và nhật ký của một đơn vị, hoặc của một người · all of a unit, or of one person.

    \b
    Ví dụ · examples:
      tannha export ra/ --unit 30307 --format csv
      tannha export ward.sqlite --unit 30307 --format sqlite
      tannha export ba-hai.json --unit 30307 --citizen 000045012345

    Tệp xuất chứa dữ liệu cá nhân · the files hold personal data (Luật 91/2025).
    """
    with opened(settings_of(store_url).store) as store:
        unit_id = one_unit(store, unit_id)
        if citizen:
            count = _person(store, unit_id, citizen, target)
        else:
            if target.exists() and (target.is_file() or any(target.iterdir())):
                raise No(f"{target} đã có.", f"{target} is there already.", "Chọn tên khác.", "Choose another name.")
            count = written.unit(store, unit_id, form, target)
    click.echo(f"{target}: {count} bản ghi · records")


def _person(store: Store, unit_id: str, citizen: str, target: Path) -> int:
    """Everything about one person, noted like any other look."""
    try:
        return written.person(store, unit_id, citizen, target, speaker(unit_id, "admin").id, wall_ms(), uuid7)
    except LookupError as error:
        raise No(
            f"Không thấy người này ở đơn vị {unit_id}: {citizen}", f"Nobody known by that in unit {unit_id}: {citizen}"
        ) from error


@click.command("import-outbox")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--passphrase-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào · read it from standard input.")
@store_option
@json_option
def import_outbox(file: Path, passphrase_stdin: bool, store_url: str | None, as_json: bool) -> None:
    """Nhận công việc cứu từ một máy tính bảng hỏng · take in what was rescued from a dying tablet.

    \b
    Làm lại bao nhiêu lần cũng được · it may be done again and again.
    Ví dụ · example:
      tannha import-outbox may-3.tnx
    """
    settings = settings_of(store_url)
    if passphrase_stdin:
        passphrase = sys.stdin.readline().rstrip("\n")
    else:
        passphrase = click.prompt("Mật khẩu của tệp · passphrase", hide_input=True)
    try:
        bundle = rescue.unpack(file.read_bytes(), passphrase)
    except WrongPassphrase as error:
        raise No(
            "Sai mật khẩu, hoặc tệp bị hỏng.", "Wrong passphrase, or a damaged file.",
            "Hỏi cán bộ giữ máy; chép lại tệp.", "Ask the officer who has the tablet; copy the file again.",
        ) from error  # fmt: skip
    if not isinstance(bundle, Bundle):
        refuse_code(bundle.code, bundle.detail)
    with opened(settings.store) as store:
        answer = rescue.take_in(store, bundle, wall_ms())
        if isinstance(answer, Torn):
            refuse_code(answer.code, answer.detail)
        came = take_files(store, Disk(Path(settings.files)), bundle)
    _tell(answer, came, as_json)


def take_files(store: Store, blobs: Blobs, bundle: Bundle) -> int:
    """Puts a bundle's files where files are kept and says that they came, those not here yet; answers how many are here."""
    kept = 0
    for file, data in rescue.files_of(bundle):
        with store.read() as tx:
            known = files.stored(tx, bundle.unit, file.digest)
        if known is not None and known.stored_ms and blobs.length(file.digest) == len(data):
            kept += 1
            continue
        part = blobs.hold(file.digest[:32])
        if part is None:
            continue
        try:
            part.cut(0)
            part.add(data)
            part.sync()
            blobs.keep(part, file.digest)
        finally:
            part.close()
        office.file_stored(store, bundle.unit, file, wall_ms(), uuid7)
        kept += 1
    return kept


def _tell(receipts: list[Receipt], came: int, as_json: bool) -> None:
    if as_json:
        tell({"receipts": receipts, "files": came})
        return
    counted: dict[str, int] = {}
    for receipt in receipts:
        counted[receipt.outcome] = counted.get(receipt.outcome, 0) + 1
    made = table("Đã nhận · taken in", "Kết quả · outcome", "Số · count")
    for outcome, count in sorted(counted.items()):
        made.add_row(outcome, str(count))
    made.add_row("tệp · files", str(came))
    out.print(made)
    if set(counted) & {"parked", "refused", "conflict"}:
        out.print("Phần còn lại chờ ở bàn xử lý · the rest waits on the settling desk.")
