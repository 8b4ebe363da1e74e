"""What everybody may read: the ward's page, its procedures, and how far a request is; nothing that names anybody."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.law import Statutes
from models.officer import OfficerAmended, OfficerChange
from models.text import initials
from models.ward import WardChange, WardConfigured
from server.consoles import public_view
from server.house import House
from tests.models import lawful
from tests.server.seeded import NAME, NEXT_WARD, PHONE, WARD, Seeded
from tests.server.telephone import things

DIGITS = PHONE[-4:]


@pytest.fixture
def code(seeded: Seeded) -> str:
    """The code that was read to the caller."""
    return str(things(seeded, "request")[0].code)


def look(client: TestClient[Any], code: str, digits: str) -> Any:
    """Asks how far a request is."""
    return client.post("/status", data={"code": code, "digits": digits})


def test_a_grandchild_follows_a_request(client: TestClient[Any], code: str) -> None:
    """Code and last digits show the step, the hour promised and the papers; of the person initials and nothing else."""
    answer = look(client, f" {code} ", f"số {DIGITS}")
    assert answer.status_code == 200 and code in answer.text and initials(NAME) in answer.text
    assert (
        "Đã phân công cán bộ" in answer.text and "Hẹn đến nhà" in answer.text and 'aria-current="step"' in answer.text
    )
    for told in (NAME, "Bưởi", "Nguyễn Văn Cam", PHONE, "Khóm 2", "Trần Văn Ổi"):
        assert told not in answer.text, told


def test_wrong_digits_and_unknown_codes_are_answered_alike(client: TestClient[Any], code: str) -> None:
    """Nobody learns which codes there are: the same words, the same status; what is no code is said to be none."""
    wrong, unknown = look(client, code, "0000"), look(client, code[:-4] + "9999", DIGITS)
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert wrong.text.replace(code, "") == unknown.text.replace(code[:-4] + "9999", "")
    assert look(client, "30307", DIGITS).status_code == look(client, code, "12").status_code == 422
    assert look(client, code, "0" * 4).status_code == 404


def test_guessing_is_stopped(client: TestClient[Any], seeded: Seeded, code: str) -> None:
    """After so many tries at one code even the right digits are refused for a while; then they are good again."""
    for guess in range(seeded.house.settings.login_tries_max):
        assert look(client, code, f"{guess:04d}").status_code == 404
    assert look(client, code, DIGITS).status_code == 429
    seeded.clock.ms += 16 * 60_000
    assert look(client, code, DIGITS).status_code == 200


def test_a_form_of_another_site_asks_nothing(client: TestClient[Any], code: str) -> None:
    """No page elsewhere can make a visitor's browser try codes."""
    answer = client.post("/status", data={"code": code, "digits": DIGITS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_wards_page_tells_what_is_done(client: TestClient[Any], seeded: Seeded, house: House) -> None:
    """Telephones, officers on duty at this hour, every procedure with its fee, and how punctual the ward was."""
    officer = seeded.things[WARD].officer
    seeded.say(
        WARD, "admin", WardConfigured(unit=WARD, change=WardChange(hotline="02963 000 111")),
        OfficerAmended(officer=officer, change=OfficerChange(phone="0999000555")),
    )  # fmt: skip
    page = client.get(f"/info/{WARD}").text
    assert "02963 000 111" in page.replace("0296 3000 111", "02963 000 111") and "Trần Văn Ổi" in page
    listed = public_view.procedures(Statutes(), "2026-11-22")
    assert len(listed) > 20 and all(f"/info/{WARD}/procedures/{one.code}" in page for one in listed)
    assert "chưa có hồ sơ nào giải quyết xong" in page and "10.000 ₫" in page
    assert NAME not in page and PHONE not in page


def test_what_the_ward_added_to_the_law_is_told(client: TestClient[Any], seeded: Seeded) -> None:
    """A version the ward's administrator added stands on its public pages from its day on, and on no other ward's."""
    seeded.say(WARD, "admin", lawful.new_version(unit=WARD))
    for path in ("", "/procedures/2.000884"):
        here, beside = (client.get(f"/info/{unit}{path}").text for unit in (WARD, NEXT_WARD))
        assert "Chứng thực chữ ký (mới)" in here and "20.000 ₫" in here
        assert "Chứng thực chữ ký (mới)" not in beside


def test_every_procedure_has_its_page(client: TestClient[Any]) -> None:
    """Each procedure tells papers, fee, time and law in both languages; one that is not there is not found."""
    for one in public_view.procedures(Statutes(), "2026-11-22"):
        page = client.get(f"/info/{WARD}/procedures/{one.code}")
        assert page.status_code == 200 and one.basis.split(";")[0] in page.text
    client.get("/language/en", follow_redirects=False)
    assert "Papers to have ready" in client.get(f"/info/{WARD}/procedures/2.000884").text
    assert client.get(f"/info/{WARD}/procedures/9.999999").status_code == 404
    assert client.get("/info/00001").status_code == 404


def test_strangers_are_led_to_what_is_public(client: TestClient[Any]) -> None:
    """`/` shows a stranger the wards, and each leads on without signing in."""
    page = client.get("/").text
    assert f"/info/{WARD}" in page and "/status" in page
