"""`tannha user`: who may sign in. The same rules as at the administrator's desk, for whoever has the machine."""

import secrets
import sys
from typing import Any

import click
import msgspec

from models.access import ROLES
from models.store import accounts, factors, projections
from models.store.accounts import Account, View
from models.store.engine import Store, Tx
from models.unit import all_units, unit
from server import second_factor
from server.clock import uuid7, wall_ms
from server.commands.asked import (
    MISUSED,
    No,
    json_option,
    one_unit,
    opened,
    out,
    settings_of,
    speaker,
    store_option,
    table,
    tell,
    unit_option,
)
from server.routes.accounts import PASSWORD_CHARS_MIN, Username
from server.session import hash_password

GRANTED = tuple(role for role in ROLES if role != "system")
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(GRANTED),
    help="Vai trò, lặp lại được · repeatable.",
)
password_options = (
    click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào · read it from standard input."),
    click.option("--generate", is_flag=True, help="Đặt mật khẩu ngẫu nhiên và in một lần · make one, print it once."),
)


@click.group()
def user() -> None:
    """Tài khoản đăng nhập · accounts that may sign in."""


def with_password(command: Any) -> Any:
    """The two ways besides typing it."""
    for option in reversed(password_options):
        command = option(command)
    return command


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Họ tên · full name.")
@role_option
@click.option("--officer", default="", help="Mã cán bộ · officer id, for somebody who goes to the homes.")
@unit_option
@with_password
@store_option
def add(
    username: str, name: str, roles: tuple[str, ...], officer: str, unit_id: str, password_stdin: bool, generate: bool,
    store_url: str | None,
) -> None:  # fmt: skip
    """Thêm một tài khoản · add an account.

    \b
    Ví dụ · examples:
      tannha user add lan.nguyen --name "Nguyễn Thị Lan" --role clerk --unit 30307
      tannha user add quantri --name "Quản trị" --role admin --unit 30307 --generate
    """
    try:
        msgspec.convert(username, Username)
    except msgspec.ValidationError as error:
        raise No(
            f"Tên đăng nhập không hợp lệ: {username}",
            f"Not a username: {username}",
            "Chữ thường, số, . _ - @, từ 3 ký tự.",
            "Small letters, digits, . _ - @, three or more.",
            MISUSED,
        ) from error
    with opened(settings_of(store_url).store) as store:
        unit_id = one_unit(store, unit_id)
        if unit(unit_id) is None:
            raise No(f"Không có đơn vị {unit_id}", f"There is no unit {unit_id}", "Ví dụ: 30307", "Example: 30307")
        password = _password(password_stdin, generate)
        account = Account(unit_id, uuid7(), username, name, hash_password(password), _joined(roles), officer, 0, 0)
        with store.write() as tx:
            if accounts.by_username(tx, username):
                raise No(f"Đã có tài khoản {username}", f"There is an account {username} already")
            _check_officer(tx, account)
            accounts.put_account(tx, account)
            _note(tx, account, "account_made")
    click.echo(f"Đã thêm {username} ({account.roles}, {unit_id}) · added")
    _tell_password(password, generate)


@user.command("list")
@unit_option
@store_option
@json_option
def listed(unit_id: str, store_url: str | None, as_json: bool) -> None:
    """Ai đăng nhập được · who may sign in.

    \b
    Ví dụ · examples:
      tannha user list --unit 30307
      tannha user list --json
    """
    with opened(settings_of(store_url).store) as store, store.read() as tx:
        found = accounts.of_unit(tx, unit_id) if unit_id else _all(tx)
        second = {one.id for one in found if factors.one(tx, one.unit_id, one.id).secret}
    if as_json:
        tell(
            [
                {**one._asdict(), "password": None, "roles": one.roles.split(), "second_factor": one.id in second}
                for one in found
            ]
        )
        return
    made = table(
        "Tài khoản · accounts", "Tên đăng nhập · username", "Tên · name", "Vai trò · roles", "Đơn vị · unit", ""
    )
    for account in found:
        state = "[red]khóa · disabled[/]" if account.disabled_ms else ""
        made.add_row(account.username, account.name, account.roles, account.unit_id, state)
    out.print(made)


@user.command("password")
@click.argument("username")
@with_password
@store_option
def set_password(username: str, password_stdin: bool, generate: bool, store_url: str | None) -> None:
    """Đặt lại mật khẩu và đăng xuất mọi bàn làm việc · set a password and sign the consoles out.

    \b
    Ví dụ · example:
      tannha user password lan.nguyen
    """
    with opened(settings_of(store_url).store) as store:
        account = _known(store, username)
        password = _password(password_stdin, generate)
        with store.write() as tx:
            accounts.put_account(tx, account._replace(password=hash_password(password)))
            accounts.end_consoles_of(tx, account.unit_id, account.id)
            _note(tx, account, "password_set")
    click.echo(f"Đã đổi mật khẩu của {username} · password set")
    _tell_password(password, generate)


@user.command("reset-second-factor")
@click.argument("username")
@store_option
def reset_second_factor(username: str, store_url: str | None) -> None:
    """Bỏ xác thực bước hai khi mất điện thoại, đăng xuất mọi bàn làm việc · drop a lost second factor.

    \b
    Ví dụ · example:
      tannha user reset-second-factor lan.nguyen
    """
    with opened(settings_of(store_url).store) as store:
        account = _known(store, username)
        with store.write() as tx:
            had = second_factor.reset(tx, account)
            _note(tx, account, "second_factor_reset")
    click.echo(f"{username}: {'đã bỏ · dropped' if had else 'chưa từng bật · there was none'}")


@user.command("disable")
@click.argument("username")
@click.option("--enable", is_flag=True, help="Mở lại · open it again.")
@store_option
def disable(username: str, enable: bool, store_url: str | None) -> None:
    """Khóa tài khoản, đăng xuất ngay, cả máy tính bảng · close an account at once, its tablets too.

    \b
    Ví dụ · examples:
      tannha user disable lan.nguyen
      tannha user disable lan.nguyen --enable
    """
    with opened(settings_of(store_url).store) as store:
        account = _known(store, username)
        with store.write() as tx:
            accounts.put_account(tx, account._replace(disabled_ms=0 if enable else wall_ms()))
            if not enable:
                accounts.end_sessions_of(tx, account.unit_id, account.id)
            _note(tx, account, "account_changed")
    click.echo(f"{username}: {'đã mở · enabled' if enable else 'đã khóa · disabled'}")


@user.command("roles")
@click.argument("username")
@role_option
@store_option
def set_roles(username: str, roles: tuple[str, ...], store_url: str | None) -> None:
    """Đổi vai trò và đăng xuất mọi bàn làm việc · change the roles and sign the consoles out.

    \b
    Ví dụ · example:
      tannha user roles lan.nguyen --role clerk --role supervisor
    """
    with opened(settings_of(store_url).store) as store:
        account = _known(store, username)
        with store.write() as tx:
            accounts.put_account(tx, account._replace(roles=_joined(roles)))
            accounts.end_consoles_of(tx, account.unit_id, account.id)
            _note(tx, account, "account_changed")
    click.echo(f"{username}: {_joined(roles)}")


def _joined(roles: tuple[str, ...]) -> str:
    return " ".join(sorted(set(roles)))


def _all(tx: Tx) -> list[Account]:
    """Every account of every unit: units first, then names."""
    units = [one.id for one in all_units()]
    found: list[Account] = []
    while some := accounts.page(tx, units, found[-1].id if found else "", 500):
        found += some
    return sorted(found, key=lambda account: (account.unit_id, account.username))


def _known(store: Store, username: str) -> Account:
    with store.read() as tx:
        account = accounts.by_username(tx, username)
    if account is None:
        raise No(
            f"Không có tài khoản {username}",
            f"There is no account {username}",
            "Xem: tannha user list",
            "See: tannha user list",
        )
    return account


def _check_officer(tx: Tx, account: Account) -> None:
    """An officer is of the same unit, and signs in with one account only."""
    if not account.officer_id:
        return
    if projections.body(tx, account.unit_id, "officer", account.officer_id) is None:
        raise No(f"Không có cán bộ {account.officer_id}", f"There is no officer {account.officer_id}")
    other = accounts.of_officer(tx, account.unit_id, account.officer_id)
    if other is not None and other.id != account.id:
        raise No(f"Cán bộ này đã dùng tài khoản {other.username}", f"This officer has the account {other.username}")


def _note(tx: Tx, account: Account, what: str) -> None:
    """Changes made here are in the audit like those made at the desk."""
    who = speaker(account.unit_id, "admin")
    accounts.note_views(tx, [View(account.unit_id, uuid7(), who.id, what, account.id, wall_ms())])


def _password(from_stdin: bool, generate: bool) -> str:
    if generate:
        return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Mật khẩu · password", hide_input=True, confirmation_prompt="Nhập lại · again")
    if not PASSWORD_CHARS_MIN <= len(password) <= 200:
        raise No(
            f"Mật khẩu phải từ {PASSWORD_CHARS_MIN} ký tự.", f"A password has at least {PASSWORD_CHARS_MIN} characters.",
            "Dùng cụm từ dài, hoặc --generate.", "Use a long phrase, or --generate.", MISUSED,
        )  # fmt: skip
    return str(password)


def _tell_password(password: str, generated: bool) -> None:
    if generated:
        click.echo(f"Mật khẩu (chỉ hiện một lần) · password (shown once): {password}")
