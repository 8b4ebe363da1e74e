"""What every command shares: the store it works on, how it says no, and how it speaks to people and to programs."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn, TypeVar

import click
import msgspec
from rich.console import Console
from rich.table import Table

from models.access import Actor, Role
from models.refusal import sentence
from models.store import journal
from models.store.engine import Store, StoreAway, StoreBusy, StoreFull, StoreUnfit, open_store
from server.settings import Settings, from_environment
from sync.protocol import Receipt

DONE, REFUSED, MISUSED, FOUND_WRONG, TRY_LATER = 0, 1, 2, 3, 75
"""Exit codes: done; refused with a reason; misused (click's own); a check found something wrong; try again (EX_TEMPFAIL)."""

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Command = TypeVar("Command", bound=Callable[..., Any])

store_option = click.option(
    "--store", "store_url", metavar="URL", default=None,
    help="sqlite:ward.db | postgresql://… (mặc định · default: $TANNHA_STORE)",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Cho máy đọc · for programs to read.")
unit_option = click.option("--unit", "unit_id", metavar="CODE", default="", help="Mã đơn vị · unit code, e.g. 30307.")


class No(click.ClickException):
    """A command cannot go on: why, and one next step, in both languages. Shown without a traceback."""

    def __init__(self, vi: str, en: str, next_vi: str = "", next_en: str = "", code: int = REFUSED) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi, self.en, self.next_vi, self.next_en = vi, en, next_vi, next_en
        self.exit_code = code  # type: ignore[misc]  # click's own errors are told apart by class

    def show(self, file: Any = None) -> None:
        err.print(f"[red]Lỗi:[/] {_plain(self.vi)}", soft_wrap=True)
        if self.next_vi:
            err.print(f"     → {_plain(self.next_vi)}", soft_wrap=True)
        err.print(f"[red]Error:[/] {_plain(self.en)}", soft_wrap=True)
        if self.next_en:
            err.print(f"     → {_plain(self.next_en)}", soft_wrap=True)


def _plain(text: str) -> str:
    """Text in which square brackets are only brackets."""
    return text.replace("[", r"\[")


def day_of(text: str) -> str:
    """A local day as typed, if any; refuses what is none."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise No(
            f"Ngày sai: {text}", f"Not a day: {text}", "Ví dụ: --date 2026-11-23", "Example: --date 2026-11-23", MISUSED
        ) from error


def refuse_receipt(receipt: Receipt) -> None:
    """Nothing when it was applied; otherwise the sentence of its refusal."""
    if receipt.outcome not in ("applied", "merged"):
        refuse_code(receipt.code, receipt.detail)


def refuse_code(code: str, detail: str = "") -> NoReturn:
    """Says no in the words of a refusal."""
    no = sentence(code)
    raise No(f"{no.vi} ({code} {detail})", f"{no.en} ({code} {detail})", no.next_vi, no.next_en)


def settings_of(store_url: str | None) -> Settings:
    """The settings of the environment, with the store named on the command line in place of its own."""
    try:
        found = from_environment(os.environ)
    except ValueError as error:
        raise No(
            f"Thiết lập sai: {error}",
            f"A setting is wrong: {error}",
            "Xem `tannha settings`.",
            "See `tannha settings`.",
        ) from error
    return msgspec.structs.replace(found, store=store_url) if store_url else found


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store at an address, closed after; what can go wrong with it in plain words."""
    store: Store | None = None
    try:
        store = _open(url)
        yield store
    except StoreUnfit as error:
        raise No(
            f"Không dùng được cơ sở dữ liệu này: {error}",
            f"This database must not be used: {error}",
            "Cập nhật chương trình hoặc khôi phục từ bản sao lưu.",
            "Update the program or restore a backup.",
        ) from error
    except StoreAway as error:
        raise No(
            f"Không kết nối được cơ sở dữ liệu: {error}",
            f"The database cannot be reached: {error}",
            "Kiểm tra địa chỉ --store và máy chủ cơ sở dữ liệu.",
            "Check --store and the database server.",
            TRY_LATER,
        ) from error
    except StoreBusy as error:
        raise No(
            "Cơ sở dữ liệu đang bận.",
            "The database is busy.",
            "Thử lại sau ít phút.",
            "Try again in a minute.",
            TRY_LATER,
        ) from error
    except StoreFull as error:
        raise No(
            f"Đĩa đầy hoặc hỏng: {error}",
            f"The disk is full or failing: {error}",
            "Giải phóng chỗ trống.",
            "Free some space.",
        ) from error
    finally:
        if store is not None:
            store.close()


def _open(url: str) -> Store:
    try:
        return open_store(url)
    except (ValueError, OSError) as error:
        raise No(
            f"Địa chỉ cơ sở dữ liệu sai: {error}",
            f"Not an address of a database: {error}",
            "Ví dụ: --store sqlite:ward.db",
            "Example: --store sqlite:ward.db",
        ) from error


def speaker(unit_id: str, role: Role) -> Actor:
    """Whoever types here, in the audit's eyes: the account of the machine."""
    name = "".join(c for c in getpass.getuser().lower() if c.isascii() and c.isalnum())[:40] or "root"
    return Actor(id=f"cli:{name}", name=f"tannha ({name})", unit=unit_id, roles=frozenset((role,)))


def one_unit(store: Store, asked: str) -> str:
    """The unit asked for, or the only one there is."""
    with store.read() as tx:
        known = journal.units(tx)
    if asked:
        return asked
    if len(known) == 1:
        return known[0]
    names = ", ".join(known[:8]) or "–"
    raise No(
        f"Có nhiều hơn một đơn vị, hoặc chưa có: {names}", f"There is more than one unit, or none: {names}",
        "Thêm --unit, ví dụ --unit 30307.", "Add --unit, e.g. --unit 30307.",
    )  # fmt: skip


def tell(value: Any) -> None:
    """A value as JSON on standard output, for programs."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def table(title: str, *columns: str) -> Table:
    """An empty table; titles Vietnamese first."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
