"""Reading one dated version of a procedure that an administrator adds, with everything that is wrong with it at once.

A version is one JSON object of the shape of `models/procedure.py`. Wrong shapes, unknown fields and rules of the law that
the version would break are each one fault, said in both languages with the place where it stands.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from models.procedure import Doubt, Evidence, Ground, PaperWanted, Procedure, Stage, catalogue

TEXT_CHARS_MAX = 200_000
WORKING_DAYS_MAX = 180
MINUTES_MAX = 480
SIGNERS_MAX = 20
DONG_MAX = 1_000_000_000
_CODE = re.compile(r"[1-9]\.\d{6}")
_VERSION = re.compile(r"\S(.{0,58}\S)?")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEXTS = ("vi", "en", "basis", "at_home_basis", "time_basis", "result_vi", "result_en")
_LISTS = ("papers", "refusals", "evidence")
_INNER: dict[str, type[msgspec.Struct]] = {
    "papers": PaperWanted,
    "evidence": Evidence,
    "stages": Stage,
    "refusals": Ground,
    "doubts": Doubt,
}


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong: where, and what, in both languages."""

    where: str
    vi: str
    en: str


def parse_version(text: str, known: Iterable[Procedure] = ()) -> Procedure | list[Fault]:
    """The procedure version in a text, or every fault found in it; `known`: versions added before."""
    if len(text) > TEXT_CHARS_MAX:
        return [Fault("", "Tệp quá lớn", "The text is too long")]
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        return [Fault("", f"Không phải JSON: {error}", f"Not JSON: {error}")]
    if not isinstance(raw, dict):
        return [Fault("", "Phải là một đối tượng JSON", "It must be one JSON object")]
    if shape := list(_shape(raw)):
        return shape
    version = msgspec.convert(raw, Procedure)
    faults = list(faults_of(version))
    if any(p.code == version.code and p.version == version.version for p in (*catalogue(), *known)):
        faults.append(
            Fault("version", "Phiên bản này đã có; đặt tên khác", "This version is already there; name it otherwise")
        )
    return faults or version


def faults_of(version: Procedure) -> Iterator[Fault]:
    """What would be wrong with a version of the right shape."""
    yield from _names(version)
    yield from _time(version)
    yield from _fee(version)
    yield from _law(version)


def _shape(raw: dict[str, Any]) -> Iterator[Fault]:
    fields = {field.name: field for field in msgspec.structs.fields(Procedure)}
    for name in sorted(raw.keys() - fields.keys()):
        yield Fault(name, "Mục không có trong mẫu", "No such field")
    for field in fields.values():
        if field.name not in raw:
            if field.required:
                yield Fault(field.name, "Thiếu mục bắt buộc", "Required field missing")
            continue
        try:
            msgspec.convert(raw[field.name], field.type, strict=True)
        except msgspec.ValidationError as error:
            yield Fault(field.name, f"Sai dạng: {error}", f"Wrong shape: {error}")
            continue
        yield from _unknown_inside(field.name, raw[field.name])


def _unknown_inside(name: str, value: Any) -> Iterator[Fault]:
    """A misspelt field of a paper or a ground would be dropped in silence; it is a fault instead."""
    inner = _INNER.get(name)
    if inner is None:
        return
    known = set(inner.__struct_fields__)
    for at, item in enumerate(value):
        for extra in sorted(item.keys() - known):
            yield Fault(f"{name}[{at}].{extra}", "Mục không có trong mẫu", "No such field")


def _names(version: Procedure) -> Iterator[Fault]:
    if not _CODE.fullmatch(version.code):
        yield Fault("code", "Mã quốc gia dạng 2.000884", "A national code looks like 2.000884")
    if not _VERSION.fullmatch(version.version) or "@" in version.version:
        yield Fault(
            "version",
            "Tên văn bản công bố, tối đa 60 ký tự, không có @",
            "The deciding instrument, 60 characters, no @",
        )
    if not _is_day(version.valid_from):
        yield Fault("valid_from", "Ngày dạng 2026-11-21", "A day looks like 2026-11-21")
    for name in _TEXTS:
        if not getattr(version, name).strip():
            yield Fault(name, "Không được để trống", "It must not be empty")
    for name in _LISTS:
        yield from _items(name, getattr(version, name))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _items(name: str, items: tuple[Any, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, item in enumerate(items):
        where = f"{name}[{at}]"
        if not _ID.fullmatch(item.id):
            yield Fault(f"{where}.id", "Chữ thường không dấu, số, gạch dưới", "Lower-case letters, digits, underscores")
        if item.id in seen:
            yield Fault(f"{where}.id", f"Trùng {item.id}", f"{item.id} stands there twice")
        seen.add(item.id)
        for field in ("vi", "en", "article"):
            if not getattr(item, field, "-").strip():
                yield Fault(f"{where}.{field}", "Không được để trống", "It must not be empty")


def _time(version: Procedure) -> Iterator[Fault]:
    if version.same_day == (version.working_days > 0):
        yield Fault(
            "working_days", "Chọn một: trong ngày, hoặc số ngày làm việc", "Either same day or a number of working days"
        )
    if not 0 <= version.working_days <= WORKING_DAYS_MAX:
        yield Fault("working_days", f"Từ 0 đến {WORKING_DAYS_MAX}", f"From 0 to {WORKING_DAYS_MAX}")
    if not 0 <= version.extend_days <= WORKING_DAYS_MAX:
        yield Fault("extend_days", f"Từ 0 đến {WORKING_DAYS_MAX}", f"From 0 to {WORKING_DAYS_MAX}")
    if not 5 <= version.minutes <= MINUTES_MAX:
        yield Fault("minutes", f"Từ 5 đến {MINUTES_MAX} phút", f"From 5 to {MINUTES_MAX} minutes")
    if version.visits not in (1, 2, 3):
        yield Fault("visits", "Từ 1 đến 3 lượt", "From 1 to 3 visits")
    if not 1 <= version.signers <= SIGNERS_MAX:
        yield Fault("signers", f"Từ 1 đến {SIGNERS_MAX} người", f"From 1 to {SIGNERS_MAX} people")


def _fee(version: Procedure) -> Iterator[Fault]:
    amounts = {
        name: getattr(version, name)
        for name in ("fee_dong", "fee_next_page_dong", "fee_copy_dong_max", "fee_full_pages")
    }
    for name, amount in amounts.items():
        if not 0 <= amount <= DONG_MAX:
            yield Fault(name, f"Từ 0 đến {DONG_MAX}", f"From 0 to {DONG_MAX}")
    if version.fee_per == "free" and any(amounts.values()):
        yield Fault("fee_per", "Miễn phí thì mọi mức phí bằng 0", "When free every amount is 0")
    if version.fee_per == "page" and not all(amounts.values()):
        yield Fault(
            "fee_per",
            "Phí theo trang cần đủ: mức đầu, số trang đầu, mức từ trang sau, mức tối đa",
            "A fee by the page needs: first amount, first pages, next amount, maximum",
        )
    if version.fee_dong and not version.fee_basis.strip():
        yield Fault("fee_basis", "Ghi căn cứ thu phí", "Name the legal basis of the fee")
    if version.fee_dong and version.fee_set_by == "nation" and "fee" not in version.steps:
        yield Fault("steps", "Có thu phí thì phải có bước fee", "With a fee there must be the step fee")


def _law(version: Procedure) -> Iterator[Fault]:
    if version.at_home == "finish" and version.book in ("BS", "CKND"):
        yield Fault(
            "at_home",
            "Bản sao và chữ ký người dịch không được chứng thực ngoài trụ sở (NĐ 23/2015, Điều 10)",
            "Copies and translators' signatures are not certified outside the office (Decree 23/2015 art. 10)",
        )
    if version.certifies != bool(version.book):
        yield Fault("book", "Chứng thực thì phải có sổ, và ngược lại", "A certification has its book, and only it")
    if version.at_home == "finish" and version.certifies:
        for step in ("identity", "lucidity", "assent"):
            if step not in version.steps:
                yield Fault(
                    "steps", f"Chứng thực tại nhà cần bước {step}", f"Certification at home needs the step {step}"
                )
    if not version.refusals:
        yield Fault("refusals", "Cần ít nhất một căn cứ từ chối", "At least one ground of refusal is needed")
    if not version.retention:
        yield Fault("retention", "Ghi loại thời hạn lưu", "Name the class of retention")
