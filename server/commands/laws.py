"""`tannha procedure|tariff|exemption|days`: adding dated pieces of law to a unit, or to every commune of a province."""

from pathlib import Path
from typing import Any

import click
import msgspec

from models import calendar
from models.law import Law
from models.procedure import Procedure
from models.procedure_version import TEXT_CHARS_MAX, Fault, parse_version
from server import laws
from server.app import make_house
from server.commands.asked import (
    No,
    json_option,
    one_unit,
    opened,
    out,
    refuse_receipt,
    settings_of,
    speaker,
    store_option,
    table,
    tell,
    unit_option,
)
from server.laws import Addition

FAULTS_SHOWN = 20
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def _read(file: Path) -> str:
    text = file.read_bytes()[: 4 * TEXT_CHARS_MAX + 1].decode("utf-8", "replace")
    if len(text) > TEXT_CHARS_MAX:
        raise No("Tệp quá lớn", "The file is too large")
    return text


def _version(text: str) -> Procedure:
    found = parse_version(text)
    if isinstance(found, Procedure):
        return found
    faults: list[Fault] = found[:FAULTS_SHOWN]
    vi = "; ".join(f"{one.where}: {one.vi}" for one in faults)
    en = "; ".join(f"{one.where}: {one.en}" for one in faults)
    raise No(vi, en, "Sửa các mục trên rồi thêm lại.", "Mend these and add it again.")


def _addition(what: str, text: str) -> Addition:
    if what == "procedure":
        return Addition(procedure=_version(text))
    try:
        return msgspec.convert({what: msgspec.json.decode(text)}, Addition)
    except msgspec.DecodeError as error:
        raise No(f"Không đọc được: {error}", f"It cannot be read: {error}") from error


def _add(what: str, file: Path, unit_id: str, store_url: str | None, as_json: bool) -> None:
    settings = settings_of(store_url)
    with opened(settings.store) as store:
        house = make_house(settings, store)
        to = one_unit(store, unit_id)
        law_id, receipt = laws.add(house, speaker(to, "admin"), to, _addition(what, _read(file)))
        refuse_receipt(receipt)
    if as_json:
        tell({"law": law_id, "unit": to, "seq": receipt.seq})
    else:
        out.print(f"Đã thêm · added: [bold]{law_id}[/] ({to})")


def _list(what: str, unit_id: str, store_url: str | None, as_json: bool) -> None:
    settings = settings_of(store_url)
    with opened(settings.store) as store:
        found = [
            one for one in laws.standing(make_house(settings, store), one_unit(store, unit_id)).laws if one.what == what
        ]
    if as_json:
        tell([msgspec.to_builtins(one) for one in found])
        return
    listed = table("Quy định đã thêm · added", "Mã · id", "Nội dung · what", "Thêm ngày · added", "Bãi bỏ · repealed")
    for one in found:
        gone = calendar.local_day(one.repealed_ms) if one.repealed_ms else ""
        listed.add_row(one.id, _named(one), calendar.local_day(one.added_ms), gone)
    out.print(listed)


def _named(one: Law) -> str:
    if one.procedure is not None:
        return f"{one.procedure.code} {one.procedure.version} ({one.procedure.valid_from})"
    if one.tariff is not None:
        return f"{one.tariff.code}: {one.tariff.fee_dong:,} đ ({one.tariff.valid_from})"
    if one.exemption is not None:
        return f"{one.exemption.id}: {', '.join(one.exemption.codes)}"
    return f"{one.days.version}: {one.days.basis}" if one.days else ""


def _repeal(law_id: str, reason: str, unit_id: str, store_url: str | None) -> None:
    settings = settings_of(store_url)
    with opened(settings.store) as store:
        to = one_unit(store, unit_id)
        refuse_receipt(laws.repeal(make_house(settings, store), speaker(to, "admin"), to, law_id, reason))
    out.print(f"Đã bãi bỏ · repealed: {law_id}")


_GROUPS = {
    "procedure": ("Phiên bản thủ tục · versions of procedures", "thu-tuc.json"),
    "tariff": ("Mức phí do tỉnh quy định · tariffs the province sets", "muc-phi.json"),
    "exemption": ("Quy định miễn, giảm phí · fee exemptions", "mien-giam.json"),
    "days": ("Ngày nghỉ, hoán đổi, giờ làm việc · days off, swaps, office hours", "ngay-nghi.json"),
}


_ADD_HELP = """Thêm từ tệp JSON, một đối tượng · add one JSON object from a file.

    \b
    Tỉnh thêm thì mọi xã, phường đều có · what a province adds, each of its communes gets.
    Hồ sơ đã mở không đổi · what was opened before does not change.
    Ví dụ · examples:
      tannha {what} add {example}
      tannha {what} add {example} --unit 91
    """

_LIST_HELP = """Những gì đã thêm, cả đã bãi bỏ · what was added, repealed ones too.

    \b
    Ví dụ · examples:
      tannha {what} list
      tannha {what} list --unit 91 --json
    """

_REPEAL_HELP = """Bãi bỏ một quy định thêm nhầm · repeal an addition made by mistake.

    \b
    Mã lấy ở lệnh list · the id is what list shows.
    Ví dụ · examples:
      tannha {what} repeal 0193a8c0-… --reason "nhập nhầm ngày"
      tannha {what} repeal 0193a8c0-… --reason "nhập nhầm ngày" --unit 91
    """


def _group(what: str, help_text: str, example: str) -> click.Group:
    group = click.Group(what, help=help_text)

    @group.command("add", help=_ADD_HELP.format(what=what, example=example))
    @file_argument
    @unit_option
    @store_option
    @json_option
    def add(file: Path, **asked: Any) -> None:
        _add(what, file, **asked)

    @group.command("list", help=_LIST_HELP.format(what=what))
    @unit_option
    @store_option
    @json_option
    def listed(**asked: Any) -> None:
        _list(what, **asked)

    @group.command("repeal", help=_REPEAL_HELP.format(what=what))
    @click.argument("law_id")
    @click.option("--reason", required=True, help="Lý do · why.")
    @unit_option
    @store_option
    def repeal(law_id: str, reason: str, **asked: Any) -> None:
        _repeal(law_id, reason, **asked)

    return group


procedure, tariff, exemption, days = (_group(what, *told) for what, told in _GROUPS.items())
"""One group of commands for each of the four; they differ in what they read, not in what they do."""
