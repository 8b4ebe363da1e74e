"""`tannha`: everything the ward's IT person does from a terminal. `tannha COMMAND --help` teaches each by example."""

import os
import platform
import re
from importlib import import_module
from typing import Any

import click

from models.store.driver import sqlite
from server import VERSION
from server.commands.asked import No, json_option, out, settings_of, store_option, table, tell
from server.settings import DOCS, PREFIX, Settings

_SECRET = re.compile(r"(?<=://)([^:/@]+):[^@]*@")


HOMES = {
    "serve": "serving.serve", "demo": "serving.demo", "day": "day.day", "plan": "plan.plan", "user": "accounts.user",
    "device": "devices.device", "backup": "keep.backup", "restore": "keep.restore", "check": "keep.check",
    "export": "carry.export", "import-outbox": "carry.import_outbox", "report": "report.report", "meeting": "report.meeting",
    "breach": "breach.breach", "procedure": "laws.procedure", "tariff": "laws.tariff", "exemption": "laws.exemption",
    "days": "laws.days",
}  # fmt: skip
"""Where each command lives. One is loaded when it is asked for: what all of them need takes seconds on a small machine."""


class Told(click.Group):
    """A group whose expected failures are one sentence and a next step, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *HOMES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in HOMES:
            return super().get_command(ctx, cmd_name)
        room, _, name = HOMES[cmd_name].partition(".")
        found: click.Command = getattr(import_module(f"server.commands.{room}"), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PermissionError as error:
            raise No(
                f"Không có quyền: {error.filename}",
                f"Permission denied: {error.filename}",
                "Chạy bằng tài khoản của dịch vụ.",
                "Run as the account of the service.",
            ) from error
        except (FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise No(f"{error.filename}: {error.strerror}", f"{error.filename}: {error.strerror}") from error


@click.group(cls=Told, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(VERSION, prog_name="tannha")
def main() -> None:
    """Tận Nhà: thủ tục hành chính tại nhà · public services at the door.

    \b
    Bắt đầu · to begin:
      tannha demo           dữ liệu mẫu và tài khoản mẫu · demo data and logins
      tannha serve          chạy máy chủ · run the server
      tannha plan           xếp lịch một ngày cho xem · plan a day and show it
      tannha day            diễn thử một ngày · play a whole day
    \b
    Mọi lệnh đọc biến TANNHA_*; xem `tannha settings`. Every command reads TANNHA_*; see `tannha settings`.
    Mã thoát · exit codes: 0 xong · done, 1 bị từ chối · refused, 2 sai cú pháp · misused,
    3 kiểm tra thấy lỗi · a check found something wrong, 75 thử lại sau · try again later.
    """


@main.command("settings")
@store_option
@json_option
def settings_command(store_url: str | None, as_json: bool) -> None:
    """Mọi thiết lập, giá trị và mặc định · every setting, its value and default.

    \b
    Ví dụ · examples:
      tannha settings
      TANNHA_PORT=9000 tannha settings --json
    """
    found, default = settings_of(store_url), Settings()
    rows = [
        {
            "name": f"{PREFIX}{name.upper()}", "value": _shown(name, getattr(found, name)), "default": getattr(default, name),
            "set": f"{PREFIX}{name.upper()}" in os.environ, "doc": DOCS[name],
        }
        for name in Settings.__struct_fields__
    ]  # fmt: skip
    if as_json:
        tell(rows)
        return
    listed = table(
        "Thiết lập · settings", "Biến · variable", "Giá trị · value", "Mặc định · default", "Ý nghĩa · meaning"
    )
    for row in rows:
        value = f"[bold]{row['value']}[/]" if row["value"] != row["default"] else str(row["value"])
        listed.add_row(str(row["name"]), value, str(row["default"]), str(row["doc"]))
    out.print(listed)


def _shown(name: str, value: Any) -> Any:
    """A value with what is secret in it left out: a secret itself, the password of a database address."""
    if name.endswith("_secret"):
        return "***" if value else ""
    return _SECRET.sub(r"\1:***@", value) if isinstance(value, str) else value


@main.command()
@json_option
def version(as_json: bool) -> None:
    """Phiên bản chương trình, Python và SQLite · versions of the program, Python and SQLite."""
    told = {"tannha": VERSION, "python": platform.python_version(), "sqlite": sqlite.sqlite_version}
    if as_json:
        tell(told)
    else:
        click.echo("\n".join(f"{name} {number}" for name, number in told.items()))


if __name__ == "__main__":
    main()
