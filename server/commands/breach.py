"""`tannha breach`: when data got into wrong hands, whom it concerns and by when to tell."""

from datetime import date

import click

from models import calendar
from server import breach as found_by
from server.clock import wall_ms
from server.commands.asked import (
    No,
    json_option,
    one_unit,
    opened,
    out,
    settings_of,
    store_option,
    table,
    tell,
    unit_option,
)


@click.command()
@click.option("--since", type=click.DateTime(formats=["%Y-%m-%d"]), required=True, help="Từ ngày · since which day.")
@click.option("--account", default="", metavar="ID", help="Tài khoản bị lộ · the account.")
@click.option("--device", default="", metavar="ID", help="Máy bị mất · the tablet.")
@unit_option
@store_option
@json_option
def breach(since: date, account: str, device: str, unit_id: str, store_url: str | None, as_json: bool) -> None:
    """Lộ dữ liệu: liên quan đến ai, dữ liệu gì, báo trước lúc nào · a breach: whom it concerns, what, by when to tell.

    \b
    Ví dụ · examples:
      tannha breach --since 2026-11-01 --device 0193a8c0-…
      tannha breach --since 2026-11-01 --account 0193a8c0-… --json > vu-viec.json
    """
    if not account and not device:
        raise No("Thiếu --account hoặc --device.", "Name an --account or a --device.")
    with opened(settings_of(store_url).store) as store:
        unit_id = one_unit(store, unit_id)
        since_ms = calendar.ms_of(f"{since:%Y-%m-%d}", 0)
        try:
            found = found_by.report(store, unit_id, since_ms, wall_ms(), account, device)
        except LookupError as error:
            raise No(f"Không có máy {device}.", f"There is no device {device}.") from error
    if as_json:
        tell(found)
        return
    made = table(
        f"Người liên quan · people concerned: {len(found.people)}", "Mã · id", "Dữ liệu · data", "Lần cuối · last"
    )
    for one in found.people:
        last = f"{calendar.local_day(one.last_ms)} {calendar.local_hm(one.last_ms)}" if one.last_ms else "–"
        made.add_row(one.citizen, ", ".join(one.kinds), last)
    out.print(made)
    until = f"{calendar.local_day(found.told_by_ms)} {calendar.local_hm(found.told_by_ms)}"
    out.print(f"Báo cơ quan chuyên trách trước {until} (72 giờ, Mẫu 08) · tell the authority by then.")
    if found.location:
        out.print(
            "Có vị trí, có thể có vân tay: báo cả từng người · places, perhaps fingerprints: tell the people too."
        )
