"""`tannha device`: codes that let a tablet speak for an officer, the fleet, and taking a lost one out of service."""

from typing import NamedTuple

import click
import segno

from models import calendar
from models.device import Device, DeviceRevoked
from models.store import accounts, journal, projections, tapes
from models.store.accounts import View
from models.store.engine import Store
from models.text import fold
from server.clock import uuid7, wall_ms
from server.commands.asked import (
    No,
    json_option,
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
from server.session import code_digest, new_code
from server.settings import Settings
from sync import office
from sync.board import read_thing
from sync.office import Wish


class Found(NamedTuple):
    """An officer somebody meant, and their account."""

    unit: str
    id: str
    name: str
    username: str


@click.group()
def device() -> None:
    """Máy tính bảng của cán bộ · the officers' tablets."""


@device.command("code")
@click.argument("officer")
@unit_option
@store_option
@json_option
def code(officer: str, unit_id: str, store_url: str | None, as_json: bool) -> None:
    """Mã một lần để ghi danh một máy cho một cán bộ · a one-time code that enrols one tablet for one officer.

    \b
    OFFICER: tên đăng nhập, mã hoặc họ tên · username, id or name.
    Ví dụ · examples:
      tannha device code officer1
      tannha device code "Lê Văn An" --unit 30307
    """
    settings = settings_of(store_url)
    with opened(settings.store) as store:
        found = _officer(store, officer, unit_id)
        made, expires_ms = new_code(), wall_ms() + settings.enrol_minutes * 60_000
        who = speaker(found.unit, "admin")
        with store.write() as tx:
            accounts.make_enrolment(tx, code_digest(made), found.unit, found.id, who.id, expires_ms)
            accounts.note_views(tx, [View(found.unit, uuid7(), who.id, "code_made", found.id, wall_ms())])
    link = f"{_origin(settings)}/tablet/#enrol={made}"
    if as_json:
        tell({"code": made, "link": link, "officer": found.id, "unit": found.unit, "expires_ms": expires_ms})
        return
    until = calendar.local_hm(expires_ms)
    out.print(f"Mã cho · code for [bold]{found.name}[/] ({found.username}): [bold]{made}[/]  đến · until {until}")
    out.print(link)
    segno.make(link, error="m").terminal(compact=True)


@device.command("list")
@unit_option
@store_option
@json_option
def listed(unit_id: str, store_url: str | None, as_json: bool) -> None:
    """Các máy đã ghi danh và lần cuối nghe thấy · tablets enrolled, and when each was last heard.

    \b
    Ví dụ · example:
      tannha device list --unit 30307
    """
    rows: list[dict[str, object]] = []
    with opened(settings_of(store_url).store) as store, store.read() as tx:
        for one in [unit_id] if unit_id else journal.units(tx):
            told = {each.device_id: each for each in tapes.fleet(tx, one)}
            for device_id, body in sorted(projections.all_bodies(tx, one, "device").items()):
                state: Device = read_thing("device", body).state
                last = told.get(device_id)
                officer = projections.body(tx, one, "officer", state.officer)
                rows.append(
                    {
                        "device": device_id, "unit": one, "officer": read_thing("officer", officer).state.name if officer else "",
                        "label": state.label, "revoked": state.revoked, "heard_ms": last.heard_ms if last else None,
                        "unsent": last.unsent if last else None,
                    }
                )  # fmt: skip
    if as_json:
        tell(rows)
        return
    made = table("Máy tính bảng · tablets", "Mã · id", "Cán bộ · officer", "Nghe lúc · heard", "Chưa gửi · unsent", "")
    for row in rows:
        heard = row["heard_ms"]
        at = f"{calendar.local_day(heard)} {calendar.local_hm(heard)}" if isinstance(heard, int) else "–"
        state_text = f"[red]thu hồi · revoked: {row['revoked']}[/]" if row["revoked"] else ""
        made.add_row(str(row["device"]), str(row["officer"]), at, str(row["unsent"] or 0), state_text)
    out.print(made)


@device.command("revoke")
@click.argument("device_id")
@click.option("--reason", required=True, help='Lý do · why, e.g. "mất máy".')
@store_option
def revoke(device_id: str, reason: str, store_url: str | None) -> None:
    """Thu hồi một máy: từ lần gọi sau nó không nói được gì nữa · from its next call on a device may say nothing.

    \b
    Ví dụ · example:
      tannha device revoke 019a4c…-… --reason "Mất máy ngày 21/11"
    """
    with opened(settings_of(store_url).store) as store:
        unit_id = _unit_of(store, device_id)
        wish = Wish(body=DeviceRevoked(device=device_id, reason=reason))
        receipt = office.say(store, speaker(unit_id, "admin"), unit_id, [wish], wall_ms(), uuid7)[0]
        refuse_receipt(receipt)
    click.echo(f"{device_id}: đã thu hồi · revoked")


def _origin(settings: Settings) -> str:
    return settings.origin or f"http://localhost:{settings.port}"


def _unit_of(store: Store, device_id: str) -> str:
    with store.read() as tx:
        for unit_id in journal.units(tx):
            if projections.body(tx, unit_id, "device", device_id):
                return unit_id
    raise No(
        f"Không có máy {device_id}",
        f"There is no device {device_id}",
        "Xem: tannha device list",
        "See: tannha device list",
    )


def _officer(store: Store, asked: str, unit_id: str) -> Found:
    """The officer meant by a username, an id or a name; refuses nobody, several, and officers without an account."""
    with store.read() as tx:
        account = accounts.by_username(tx, asked)
        units = [unit_id] if unit_id else journal.units(tx)
        matches: list[tuple[str, str, str]] = []
        for one in units:
            for officer_id, body in projections.all_bodies(tx, one, "officer").items():
                name = read_thing("officer", body).state.name
                named = asked == officer_id or fold(asked) == fold(name)
                if named or (account is not None and account.officer_id == officer_id):
                    matches.append((one, officer_id, name))
        if len(matches) != 1:
            several = ", ".join(f"{name} ({one})" for one, _, name in matches[:5]) or "–"
            raise No(
                f"Không rõ cán bộ nào: {asked} ({several})", f"Not clear which officer: {asked} ({several})",
                "Dùng tên đăng nhập: tannha user list", "Use the username: tannha user list",
            )  # fmt: skip
        unit_id, officer_id, name = matches[0]
        own = accounts.of_officer(tx, unit_id, officer_id)
    if own is None:
        raise No(
            f"{name} chưa có tài khoản.", f"{name} has no account.",
            f"tannha user add TEN --name \"{name}\" --role officer --officer {officer_id} --unit {unit_id}",
            f"tannha user add NAME --name \"{name}\" --role officer --officer {officer_id} --unit {unit_id}",
        )  # fmt: skip
    return Found(unit_id, officer_id, name, own.username)
