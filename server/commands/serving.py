"""`tannha serve` and `tannha demo`."""

import os
import signal
import socket
import sys
from typing import Any

import click

from models.calendar import local_day
from models.store.engine import StoreFull
from server.clock import wall_ms
from server.commands.asked import MISUSED, No, day_of, json_option, opened, out, settings_of, store_option, table, tell
from server.demo import ward
from server.demo.seed import Login, is_empty, logins_of, seed
from server.settings import PREFIX, Settings

STOP_S_MAX = 2
"""How long open streams may keep a stopping server: tablets come back by themselves."""


@click.command()
@store_option
@click.option("--host", default=None, help="Địa chỉ nghe · address to listen on ($TANNHA_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Cổng · port ($TANNHA_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Số tiến trình, chỉ với PostgreSQL · processes.")
def serve(store_url: str | None, host: str | None, port: int | None, workers: int) -> None:
    """Chạy máy chủ · run the server.

    \b
    Ví dụ · examples:
      tannha serve
      tannha serve --host 0.0.0.0 --port 8080
      tannha serve --store postgresql://tannha@db/tannha --workers 4
    """
    settings = settings_of(store_url)
    if workers > 1 and settings.store.startswith("sqlite:"):
        raise No(
            "SQLite chỉ có một tiến trình ghi, và chuông báo chỉ kêu trong một tiến trình.",
            "SQLite has one writing process, and its bell rings in one process only.",
            "Bỏ --workers, hoặc dùng PostgreSQL (--store postgresql://…).",
            "Leave out --workers, or use PostgreSQL (--store postgresql://…).", MISUSED,
        )  # fmt: skip
    with opened(settings.store) as store:
        logins = logins_of(store)
    bound = _bind(host or settings.host, settings.port if port is None else port)
    _announce(settings, bound, logins)
    # The application is made by a factory, in this process or in each worker: it reads the same environment.
    os.environ[f"{PREFIX}STORE"] = settings.store
    _run(settings, bound, workers)


def _bind(host: str, port: int) -> socket.socket:
    """The socket the server will listen on: taken before anything is said, so that the address told is true."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise No(
            f"Không mở được {host}:{port}: {error.strerror}",
            f"Cannot listen on {host}:{port}: {error.strerror}",
            "Chọn cổng khác: --port 8001, hoặc dừng chương trình đang dùng cổng này.",
            "Choose another port: --port 8001, or stop whatever uses this one.",
        ) from error
    bound.set_inheritable(True)
    return bound


def _announce(settings: Settings, bound: socket.socket, logins: list[Login]) -> None:
    host, port = bound.getsockname()[:2]
    reach = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host
    address = settings.origin or f"http://{reach}:{port}"
    out.print(f"Tận Nhà đang chạy tại · is running at [bold]{address}[/]  (Ctrl-C: dừng · stop)")
    if logins:
        out.print(logins_table(logins))
        out.print("[yellow]Dữ liệu mẫu, mật khẩu ai cũng biết: chỉ để xem thử.[/]")
        out.print("[yellow]Demo data with a password everybody knows: for looking at only.[/]")


def _run(settings: Settings, bound: socket.socket, workers: int) -> None:
    """uvicorn around the application: in this process, or in some of its own that it watches over."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        "server.app:app", factory=True, workers=workers, loop="auto", http="httptools", ws="none", lifespan="on",
        log_config=None, log_level=settings.log_level, access_log=False, server_header=False,
        timeout_graceful_shutdown=STOP_S_MAX,
    )  # fmt: skip
    server = uvicorn.Server(config)
    # uvicorn raises the signal again once it has shut down: then there is nothing left but to end well.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    if workers > 1:
        Multiprocess(config, sockets=[bound]).run()
    else:
        server.run(sockets=[bound])
    if not server.started and workers == 1:
        raise SystemExit(3)


def logins_table(logins: list[Login]) -> Any:
    """Who may sign in to the demo, and how."""
    made = table(
        "Tài khoản mẫu · demo logins",
        "Tên đăng nhập · username",
        "Mật khẩu · password",
        "Vai trò · roles",
        "Tên · name",
    )
    for login in logins:
        made.add_row(login.username, ward.PASSWORD, login.roles, login.name)
    return made


@click.command()
@store_option
@click.option("--if-empty", is_flag=True, help="Không làm gì nếu đã có dữ liệu · do nothing if there is data.")
@click.option("--date", "day", metavar="YYYY-MM-DD", default="", help="Ngày của dữ liệu mẫu · the demo's today.")
@click.option(
    "--seed", "number", type=int, default=1, show_default=True, help="Số gieo · the same number, the same demo."
)
@json_option
def demo(store_url: str | None, if_empty: bool, day: str, number: int, as_json: bool) -> None:
    """Tạo phường mẫu: Long Xuyên có thật, con người do máy đặt ra · make the demo ward: real places, invented people.

    \b
    Ví dụ · examples:
      tannha demo
      tannha demo --store sqlite:demo.db --date 2026-11-23
    """
    today = day_of(day) or local_day(wall_ms())
    settings = settings_of(store_url)
    with opened(settings.store) as store:
        if not is_empty(store):
            if if_empty:
                return
            raise No(
                "Cơ sở dữ liệu đã có dữ liệu.", "The database is not empty.",
                "Chọn tệp khác: tannha demo --store sqlite:demo.db", "Choose another file: tannha demo --store sqlite:demo.db",
            )  # fmt: skip
        try:
            seeded = seed(store, today, number, wall_ms())
        except StoreFull as error:
            raise No(f"Đĩa đầy: {error}", f"The disk is full: {error}") from error
    wrong = {outcome: count for outcome, count in seeded.outcomes.items() if outcome != "applied"}
    if as_json:
        logins = [
            {"username": one.username, "password": ward.PASSWORD, "roles": one.roles.split()} for one in seeded.logins
        ]
        tell({"day": today, "seed": number, "outcomes": seeded.outcomes, "logins": logins})
    else:
        applied = seeded.outcomes.get("applied", 0)
        out.print(f"Đã tạo dữ liệu mẫu ngày {today}: {applied} sự kiện · demo data of {today}: {applied} events")
        if not if_empty:  # else serving follows, which tells them too
            out.print(logins_table(seeded.logins))
        out.print("Máy tính bảng · a tablet: [bold]tannha device code officer1[/]")
    if wrong:
        raise No(f"Có sự kiện không được nhận: {wrong}", f"Some events were not applied: {wrong}")
