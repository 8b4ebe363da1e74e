"""Administration, figures and plans as pages: the same rules as for programs, told once, in words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from models.procedure import Procedure, in_force
from models.store import accounts, factors, lists
from models.store.lists import Filter
from server.session import right_password
from sync.board import statutes_of
from tests.server.browsing import Browser
from tests.server.seeded import NEXT_WARD, WARD, Seeded

DAY = "2026-11-22"
PASSWORD = "mật khẩu dài lắm"


@pytest.fixture
def admin(client: TestClient[Any], seeded: Seeded) -> Browser:
    """The ward's administrator."""
    return Browser(client, seeded, "admin")


def account(seeded: Seeded, username: str) -> Any:
    """An account as it is kept."""
    with seeded.store.read() as tx:
        return accounts.by_username(tx, username)


def test_a_tablet_is_enrolled_by_a_code_told_once(client: TestClient[Any], admin: Browser, seeded: Seeded) -> None:
    """The page draws the code and spells it; a tablet enrols with it; looked at again the page tells it no more."""
    with seeded.store.write() as tx:
        tx.run(
            "UPDATE accounts SET officer_id = ? WHERE id = ?", seeded.things[WARD].officer, seeded.things[WARD].account
        )
    text = admin.send("/admin/devices/code", officer=seeded.things[WARD].officer).text
    assert "<svg" in text and "Mã ghi danh" in text
    code = text.partition('<p class="large number"><strong>')[2][:11]
    assert len(code.replace("-", "")) == 10
    assert code not in admin.page("/admin/devices").text


def test_an_account_is_made_locked_and_opened(admin: Browser, seeded: Seeded) -> None:
    """Made with its roles; disabled it may not sign in; a password somebody chose opens it."""
    made = {"username": "lan.le", "name": "Lê Thị Lan", "password": PASSWORD, "role": "clerk"}
    assert "Đã tạo tài khoản" in admin.send("/admin/accounts", **made).text
    lan = account(seeded, "lan.le")
    assert lan.roles == "clerk" and right_password(lan, PASSWORD)
    admin.send(f"/admin/accounts/{lan.id}", how="disable")
    assert account(seeded, "lan.le").disabled_ms
    admin.send(f"/admin/accounts/{lan.id}", how="enable")
    admin.send(f"/admin/accounts/{lan.id}", how="password", password=PASSWORD + " mới")
    assert right_password(account(seeded, "lan.le"), PASSWORD + " mới") and not account(seeded, "lan.le").disabled_ms


@pytest.mark.parametrize(
    "wrong", [{"password": "ngắn"}, {"role": "king"}, {"username": "Lan Lê"}, {"name": ""}, {"officer": "nobody"}]
)
def test_a_wrong_account_is_refused_in_words(admin: Browser, seeded: Seeded, wrong: dict[str, str]) -> None:
    """Too short, unknown role, impossible name: a notice says so and nothing is made."""
    made = {"username": "lan.le", "name": "Lê Thị Lan", "password": PASSWORD, "role": "clerk"}
    answer = admin.send("/admin/accounts", **{**made, **wrong})
    assert 400 <= answer.status_code < 500 and answer.headers["hx-retarget"] == "#notice"
    assert account(seeded, "lan.le") is None


def test_officers_join_and_leave(admin: Browser, seeded: Seeded) -> None:
    """A new officer stands on the page; one who left does not, and the record says so."""
    assert "Lê Thị Me" in admin.send("/admin/officers", name="Lê Thị Me", part="certifier").text
    with seeded.store.read() as tx:
        before = lists.page(tx, (WARD,), "officer", Filter(states=("here",)))
    admin.send(f"/admin/officers/{seeded.things[WARD].officer}/left")
    with seeded.store.read() as tx:
        assert len(lists.page(tx, (WARD,), "officer", Filter(states=("here",)))) == len(before) - 1


def test_the_auditor_sees_who_looked(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever opened the case stands on the auditor's page, found by the person looked at."""
    things = seeded.things[WARD]
    Browser(client, seeded, "clerk").page(f"/board/cases/{things.request}")
    auditor = Browser(client, seeded, "auditor")
    assert "Người clerk" in auditor.page(f"/admin/audit?subject={things.citizen}").text
    assert Browser(client, seeded, "supervisor").page("/admin/audit").status_code == 403


def test_markup_in_names_is_text(admin: Browser) -> None:
    """A name is never run on any of these pages."""
    admin.send("/admin/officers", name="<script>alert(1)</script>", part="receiver")
    for path in ("/admin/officers", "/admin/devices", "/admin/accounts"):
        assert "<script>alert" not in admin.page(path).text


def test_changes_need_the_pages_token(client: TestClient[Any], seeded: Seeded) -> None:
    """The cookie alone makes no account, no code, no officer; another ward's administrator changes none of ours."""
    admin = Browser(client, seeded, "admin")
    admin.headers.pop("X-CSRF-Token")
    for path in ("/admin/accounts", "/admin/devices/code", "/admin/officers"):
        assert admin.send(path, name="x").status_code == 403
    stranger = Browser(client, seeded, "admin", NEXT_WARD)
    assert stranger.send(f"/admin/accounts/{seeded.things[WARD].account}", how="disable").status_code == 404
    assert stranger.send(f"/admin/officers/{seeded.things[WARD].officer}/left").status_code == 404


def test_figures_are_charts_with_tables(client: TestClient[Any], seeded: Seeded) -> None:
    """The page shows the same sums as the API, drawings with their tables, and the same filters in its links."""
    head = Browser(client, seeded, "supervisor")
    text = head.page(f"/board/reports?first=2026-11-01&last={DAY}&by=procedure").text
    told = client.get(f"/reports?from=2026-11-01&to={DAY}&by=procedure", headers=seeded.bearer("supervisor")).json()
    assert text.count("<svg") == text.count('<figure class="chart">') >= 2 and "Đã kiểm" in text
    assert all(f'<td class="number">{number}</td>' in text for number in told["total"]["table"].values())
    assert f"/reports.xlsx?from=2026-11-01&amp;to={DAY}&amp;by=procedure" in text
    assert "Việc cần làm" in head.page("/board/meeting").text


def test_a_plan_is_proposed_and_taken_up_in_part(client: TestClient[Any], seeded: Seeded) -> None:
    """With its officer out, a visit is proposed otherwise; only what is ticked is said, and nothing ticked is refused."""
    head = Browser(client, seeded, "supervisor")
    assert "Trần Văn Ổi" in head.page(f"/board/plan?day={DAY}").text
    things = seeded.things[WARD]
    text = head.planned(kind="replan", day=DAY, out=things.officer)
    plan = text.partition("/board/plan/")[2].partition("/apply")[0]
    assert things.visit in text and "không ai đi được" in text, text
    assert 400 <= head.send(f"/board/plan/{plan}/apply").status_code < 500
    answer = head.send(f"/board/plan/{plan}/apply", visit=things.visit, reason="ốm")
    assert answer.status_code == 200 and "Đã nhận 1 lượt" in answer.text


def test_one_account_on_one_page(client: TestClient[Any], admin: Browser, seeded: Seeded) -> None:
    """Roles are changed, a session is ended and a second factor reset on the account's page; each is in the audit."""
    clerk = seeded.accounts[WARD, "clerk"]
    path = f"/admin/accounts/{clerk}"
    with seeded.store.write() as tx:
        factors.begin(tx, WARD, clerk, "sealed")
        factors.confirm(tx, WARD, clerk, "sealed", 1)
        factors.put_recoveries(tx, WARD, clerk, ["a", "b"])
        [session] = accounts.sessions_of(tx, WARD, clerk, seeded.clock(), 10)
    assert "Còn 2 mã dự phòng" in admin.page(path).text
    assert "Không đăng nhập ở đâu" in admin.send(path, how="session", session=session.id).text
    assert client.get("/visits", headers=seeded.bearer("clerk")).status_code == 401
    assert "Chưa bật" in admin.send(path, how="second-factor").text
    admin.send(path, how="roles", role=["clerk", "supervisor"])
    with seeded.store.read() as tx:
        noted = [view.kind for view in accounts.views_of(tx, WARD, clerk)]
        kept = accounts.one(tx, (WARD,), clerk)
    assert noted == ["account_changed", "second_factor_reset", "session_ended"]
    assert kept is not None and kept.roles == "clerk supervisor"


def test_the_unit_says_where_it_is(admin: Browser) -> None:
    """What the form says is kept, what it leaves empty stays, and a place that is none is refused with nothing changed."""
    sent = {"hotline": "0296 3852 000", "place": "10.3836, 105.4352", "radius_km": "12", "name": ""}
    text = admin.send("/admin/units", **sent).text
    assert "Đã lưu" in text and "10.383600, 105.435200" in text and "Đơn vị 30307" in text
    for wrong in ({"place": "trụ sở"}, {"place": "100, 200"}, {"radius_km": "0"}, {"agency": "x"}, {}):
        assert admin.send("/admin/units", **wrong).status_code in (400, 422), wrong
    assert "10.383600, 105.435200" in admin.page("/admin/units").text


def test_a_province_sees_its_tree(client: TestClient[Any], seeded: Seeded) -> None:
    """The province's administrator sees every commune below and which are in use."""
    text = Browser(client, seeded, "admin", "91").page("/admin/units").text
    assert "Phường Long Xuyên" in text and "2 đơn vị đang dùng" in text


def test_a_version_is_looked_at_before_it_is_added(admin: Browser, seeded: Seeded) -> None:
    """The page tells every fault, then what would change, then adds it; its page tells the difference; repealed it stays read."""
    old = in_force("2.000884", "2026-11-22")
    assert old is not None
    new = msgspec.structs.replace(old, version="QĐ 9/2027", valid_from="2027-01-01", minutes=old.minutes + 5)
    faulty = msgspec.structs.replace(new, valid_from="hôm nay")
    assert "valid_from" in admin.send("/admin/laws", kind="procedure", text=_text(faulty), how="add").text
    looked = admin.send("/admin/laws", kind="procedure", text=_text(new), how="look").text
    assert f"<del>{old.minutes}</del>" in looked and f"<ins>{new.minutes}</ins>" in looked
    assert "QĐ 9/2027" not in admin.page("/admin/laws/procedures/2.000884").text
    added = admin.send("/admin/laws", kind="procedure", text=_text(new), how="add").text
    assert "Đã thêm" in added and "QĐ 9/2027" in admin.page("/admin/laws/procedures/2.000884").text
    law = added.rpartition("/repeal")[0].partition('hx-post="/admin/laws/')[2].partition("/repeal")[0]
    assert "bãi bỏ" in admin.send(f"/admin/laws/{law}/repeal", reason="nhầm ngày").text
    assert admin.send(f"/admin/laws/{law}/repeal", reason="nhầm ngày").status_code == 409
    assert "chỗ phải sửa" in admin.send("/admin/laws", kind="tariff", text="[", how="add").text


def test_a_year_of_days_takes_its_decision(admin: Browser) -> None:
    """Days given off and swapped stand on the year's page; what is no day is refused, and only an administrator decides."""
    told = {"version": "2027", "basis": "CV 1/2026", "off": "31/12/2027", "swaps": "30/12/2027 → 18/12/2027"}
    text = admin.send("/admin/calendar", **told).text
    assert "Đã thêm quyết định" in text and "2027: CV 1/2026" in text
    assert text.count('class="day swapped"') == 2 and text.count('class="day worked-instead"') == 2
    for wrong in ({"off": "31/2/2027"}, {"off": "mai"}, {"swaps": "1/2/2027"}, {"version": ""}, {"decided_to": "x"}):
        assert 400 <= admin.send("/admin/calendar", **{**told, **wrong}).status_code < 500, wrong
    assert admin.page("/admin/calendar?year=1").status_code == 404
    clerk = Browser(admin.client, admin.seeded, "clerk")
    assert clerk.page("/admin/calendar").status_code == 200
    assert clerk.send("/admin/calendar", **told).status_code == 403


def test_a_week_of_office_hours_is_set_in_a_form(client: TestClient[Any], admin: Browser, seeded: Seeded) -> None:
    """The form shows the hours that hold; what is sent back is the week, also for whoever reckons terms; nonsense is refused."""
    text = admin.page("/admin/calendar").text
    assert 'name="from-0-0" value="07:' in text and 'name="to-6-1" value=""' in text
    told = {
        "version": "Giờ làm việc",
        "basis": "QĐ 12/QĐ-UBND",
        "from-0-0": "07:30",
        "to-0-0": "11:30",
        "from-5-0": "08:00",
    }
    for wrong in ({"to-5-0": ""}, {"to-5-0": "07:00"}, {"to-5-0": "25:00"}, {"to-5-0": "11:00", "basis": ""}):
        assert 400 <= admin.send("/admin/calendar/hours", **{**told, **wrong}).status_code < 500, wrong
    overlap = {"to-5-0": "11:00", "from-5-1": "10:00", "to-5-1": "12:00"}
    assert 400 <= admin.send("/admin/calendar/hours", **told, **overlap).status_code < 500
    text = admin.send(
        "/admin/calendar/hours", **told, **{"to-5-0": "11:00", "from-5-1": "13:00", "to-5-1": "00:00"}
    ).text
    assert "Đã lưu giờ làm việc" in text and "07:30–11:30" in text and "08:00–11:00, 13:00–00:00" in text
    with seeded.store.read() as tx:
        week = statutes_of(tx, WARD).calendar.weekly_sessions
    assert week == (((450, 690),), (), (), (), (), ((480, 660), (780, 1440)), ())
    assert (
        Browser(client, seeded, "clerk").send("/admin/calendar/hours", **told, **{"to-5-0": "11:00"}).status_code == 403
    )


def test_templates_are_shown_with_a_picture(admin: Browser) -> None:
    """Each template of the edition in force is told with its basis, and drawn."""
    assert "form_01" in admin.page("/admin/templates").text
    drawn = admin.page("/admin/templates/form_01/preview")
    assert drawn.headers["content-type"] == "image/png" and drawn.content[1:4] == b"PNG"
    assert admin.page("/admin/templates/form_99/preview").status_code == 404


def _text(version: Procedure) -> str:
    return msgspec.json.encode(version).decode()
