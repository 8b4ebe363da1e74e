"""X1: what the tablet is at an address that is not secure, whose certificate is unknown, waved through, or trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.web import door
from tests.web.axe import faults
from tests.web.browser import Machine, heading, listed, unlock
from tests.web.conftest import Machines
from tests.web.secure import Secure, certificate
from tests.web.ward import Ward

pytestmark = pytest.mark.browser


@pytest.fixture
def front(ward: Ward, tmp_path: Path) -> Iterator[tuple[Secure, str]]:
    """HTTPS before the ward's server, and the digest of its key."""
    path, digest = certificate(tmp_path)
    with Secure(ward.port, path) as made:
        yield made, digest


def test_a_plain_address_is_explained(ward: Ward, machine: Machine) -> None:
    """Over plain HTTP on a name of the local network the page says what is wrong and what to do, and is no tablet."""
    machine.flags = ["--host-resolver-rules=MAP phuong.lan 127.0.0.1"]
    machine.origin = f"http://phuong.lan:{ward.port}"
    page = machine.open()
    heading(page, "Trang này chưa dùng được làm máy tính bảng")
    expect(page.get_by_text("HTTPS").first).to_be_visible()
    assert faults(page) == []


def test_an_unknown_certificate_opens_nothing(machine: Machine, front: tuple[Secure, str]) -> None:
    """The browser itself stands before a certificate nobody vouches for."""
    machine.origin = front[0].origin
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        machine.open()


def test_a_waved_through_certificate_is_no_tablet(ward: Ward, machines: Machines, front: tuple[Secure, str]) -> None:
    """Behind a warning clicked away the app cannot be kept: the list says not to set out with this tablet."""
    ward.promise()
    machine = machines(ignore_https_errors=True)
    machine.origin = front[0].origin
    page = door.begun(ward, machine)
    expect(page.get_by_role("alert")).to_contain_text("Đừng đi làm với máy này")
    assert faults(page) == []


def test_a_trusted_certificate_makes_a_tablet(ward: Ward, machine: Machine, front: tuple[Secure, str]) -> None:
    """With a certificate the browser trusts the app is kept, and opens with no server."""
    ward.promise()
    machine.flags = [f"--ignore-certificate-errors-spki-list={front[1]}"]
    machine.origin = front[0].origin
    page = door.away(ward, machine)
    machine.close()
    page = machine.open()
    unlock(page)
    listed(page)
    expect(page.get_by_text("Đừng đi làm với máy này")).to_have_count(0)
