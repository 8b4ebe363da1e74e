"""From data to paper: `render` fills an edition's template and sets it as PDF/A, with a QR code to check it by.

An edition is a folder of templates and texts valid from a day on (`editions/<day>/`); the one in force on the paper's own
day is used, so a paper printed again looks as it did. The Vietnamese paper is the one that counts; the English one says
that it is a translation. Nothing is fetched and nothing is written: fonts come with typst, and the same data give the
same bytes.
"""

import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import segno
import typst

from models import words
from models.calendar import ms_of
from models.registers import Closing, Column
from server.documents import papers
from server.documents.english import MONTHS, told_in
from server.documents.papers import Issued, Moment

Language = Literal["vi", "en"]

PAPERS: dict[str, type[Issued]] = {
    "certification_one": papers.Certification,
    "certification_many": papers.Certification,
    "certification_fingerprint": papers.Certification,
    "certification_neither": papers.Certification,
    "certification_copy": papers.CopyCertification,
    "form_01": papers.Receipt,
    "form_02": papers.Supplement,
    "form_03": papers.Refusal,
    "form_04": papers.Apology,
    "form_05": papers.Stop,
    "form_06": papers.ControlSheet,
    "form_07": papers.TrackingBook,
    "register_page": papers.RegisterPages,
    "fee_receipt": papers.FeeReceipt,
    "custody_receipt": papers.CustodyReceipt,
    "visit_summary": papers.VisitSummary,
    "congratulation_birth": papers.Letter,
    "congratulation_marriage": papers.Letter,
    "condolence": papers.Letter,
    "data_extract": papers.DataExtract,
}
"""Every document by name, and what it must be told."""

_BOUND = re.compile(r"\b(ngày|tháng|năm|Điều) (?=\d)")
"""No line ends between "Điều" and its number, nor within a date."""


class Template(msgspec.Struct, frozen=True):
    """One template of an edition, what it rests on, and how sure its wording is."""

    template: str
    basis: str
    certainty: Literal["", "likely", "unsure"]


class Edition(msgspec.Struct, frozen=True):
    """The templates and texts valid from a day on."""

    valid_from: str
    documents: dict[str, Template]


class UnknownDocument(LookupError):
    """No document of this name on this day."""


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition in the package, oldest first."""
    folders = sorted(path.name for path in _root().iterdir() if path.is_dir() and path.name[:1].isdigit())
    return tuple(msgspec.json.decode((_root() / name / "edition.json").read_bytes(), type=Edition) for name in folders)


def render(document: str, data: Issued | Mapping[str, Any], *, language: Language = "vi", edition: str = "") -> bytes:
    """The paper as PDF/A-2a. `data` is the document's Struct, or a mapping of its shape (then checked against it).

    `edition` names the forms to set it in; without it those in force on the paper's own day. Raises UnknownDocument, or
    msgspec.ValidationError for data that do not fit.
    """
    made = _set(document, data, language, edition, format="pdf", pdf_standards=["a-2a"])
    return made if isinstance(made, bytes) else b"".join(made)


def pictures(
    document: str, data: Issued | Mapping[str, Any], *, language: Language = "vi", dots_per_inch: int = 110
) -> list[bytes]:
    """The same paper as one PNG a page, for a preview on a screen."""
    made = _set(document, data, language, "", format="png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else made


def _set(
    document: str, data: Issued | Mapping[str, Any], language: Language, pinned: str, **how: Any
) -> bytes | list[bytes]:
    kind = PAPERS.get(document)
    if kind is None:
        raise UnknownDocument(document)
    paper = data if isinstance(data, kind) else msgspec.convert(data, kind)
    edition = edition_of(document, paper.moment.day, pinned)
    folder = _root() / edition.valid_from
    made: bytes | list[bytes] = typst.compile(
        folder / edition.documents[document].template,
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"told": _told(document, paper, language, folder)},
        timestamp=ms_of(paper.moment.day, 0) // 1000,
        **how,
    )
    return made


def edition_of(document: str, day: str, pinned: str = "") -> Edition:
    """The edition of a document in force on a day, or the one `pinned`; raises UnknownDocument when there is none."""
    known = [one for one in editions() if document in one.documents]
    fitting = [one for one in known if (one.valid_from == pinned if pinned else one.valid_from <= day)]
    if not fitting:
        raise UnknownDocument(f"{document} on {day}")
    return fitting[-1]


def _root() -> Path:
    return Path(str(files("server.documents") / "editions"))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@cache
def texts(valid_from: str, language: Language) -> dict[str, dict[str, str]]:
    """The texts of an edition: by document, then by key; `common` for all."""
    return msgspec.json.decode((_root() / valid_from / f"{language}.json").read_bytes(), type=dict[str, dict[str, str]])


def _told(document: str, paper: Issued, language: Language, folder: Path) -> str:
    """Everything a template may look at, as the JSON text typst reads."""
    known = texts(folder.name, language)
    return msgspec.json.encode(
        {
            "document": document,
            "language": language,
            "joined": " và " if language == "vi" else " and ",
            "texts": known[document],
            "common": known["common"],
            "qr": _code(paper.seal.url) if paper.seal else "",
            "paper": _printed(paper, language) | _counted(paper, language),
        }
    ).decode()


def _printed(value: Any, language: Language) -> Any:
    """A value as the template prints it: every moment and amount also in words of the language."""
    if isinstance(value, Moment):
        return _moment(value, language)
    if isinstance(value, Column):
        return {"text": getattr(value, language), "width": value.width}
    if isinstance(value, Closing | papers.Both):
        return told_in(language, getattr(value, language))
    if isinstance(value, msgspec.Struct):
        made: dict[str, Any] = {}
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            made[name] = _printed(inner, language)
            if name.endswith("_dong"):
                made[f"{name}_text"] = _grouped(inner, language)
        return made
    if isinstance(value, tuple):
        return [_printed(item, language) for item in value]
    if isinstance(value, str):
        return _BOUND.sub("\\1\N{NO-BREAK SPACE}", told_in(language, value))
    return value


def _moment(moment: Moment, language: Language) -> dict[str, str]:
    found = date.fromisoformat(moment.day)
    figures = f"{found:%d/%m/%Y}"
    timed = moment.hour is not None
    hour = moment.hour or 0
    if language == "vi":
        day, spoken = _BOUND.sub("\\1\N{NO-BREAK SPACE}", words.day_figures(moment.day)), words.day_words(moment.day)
        clock = words.minute_figures(hour, moment.minute) if timed else ""
    else:
        day = f"{found.day} {MONTHS[found.month - 1]} {found.year}"
        spoken = words.day_words(moment.day)
        clock = f"{hour:02d}:{moment.minute:02d}" if timed else ""
    short = f"{hour:02d}:{moment.minute:02d} {figures}" if timed else figures
    text = f"{clock}, {day}" if timed else day
    return {"day_text": day, "day_figures": figures, "words": spoken, "clock": clock, "text": text, "short": short}


def _counted(paper: Issued, language: Language) -> dict[str, Any]:
    """What is counted rather than told: a bill's total is always the sum of its lines."""
    if not isinstance(paper, papers.FeeReceipt):
        return {}
    total = sum(charge.amount_dong for charge in paper.charges)
    return {
        "total_dong": total,
        "total_dong_text": _grouped(total, language),
        "total_words": words.dong_words(total) if language == "vi" else f"{_grouped(total, language)} đồng",
    }


def _grouped(number: int, language: Language) -> str:
    return words.grouped(number) if language == "vi" else f"{number:,}"


def _code(url: str) -> str:
    """The QR code as SVG; level M bears a fold or a stamp across it."""
    made = io.BytesIO()
    segno.make(url, error="m", micro=False).save(made, kind="svg", border=1, xmldecl=False, svgns=True)
    return made.getvalue().decode()
