"""A tablet in a real browser with a profile of its own: opened, used, killed as a battery would, opened again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

NAMES = ("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(which, NAMES)), NAMES[0])
"""Without the windows nobody sees here it needs a quarter less of the machine; `.ci/browser` fetches it."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--lang=vi"]
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PIN = "258036"
WAIT_MS = 60_000
SENT_MS = 120_000


def launched(playwright: Playwright, *flags: str) -> Browser:
    """A desk's browser without a profile, with more flags if any."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


class Machine:
    """One tablet: `open` gives its page; the profile outlives the browser."""

    def __init__(self, playwright: Playwright, profile: Path, origin: str, **options: Any) -> None:
        self._playwright = playwright
        self.profile = profile
        self.origin = origin
        self.options: dict[str, Any] = {
            "viewport": {"width": 800, "height": 1280}, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh",
            "permissions": ["camera", "geolocation"], "geolocation": {"latitude": 10.3841, "longitude": 105.4373},
            **options,
        }  # fmt: skip
        self.flags: list[str] = []
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.context: BrowserContext | None = None

    def open(self, path: str = "/tablet/") -> Page:
        """The tablet's window at an address of the ward."""
        page = self.started()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.origin + path)
        return page

    def started(self) -> Page:
        """The window of a browser that runs from here on, at no address yet."""
        if self.context is None:
            self.context = self._playwright.chromium.launch_persistent_context(
                str(self.profile),
                executable_path=CHROMIUM,
                args=FLAGS + CAMERA + self.flags,
                headless=True,
                **self.options,
            )
            self.context.set_default_timeout(WAIT_MS)
            self.context.on("request", lambda request: self.asked.append(request.url))
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def close(self) -> None:
        """Closes the browser as a person would."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """Ends every process of this browser at once, as a battery pulled out would."""
        for pid in self._processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while any(self._processes()):
            time.sleep(0.02)
        try:
            self.close()
        except Exception as error:  # the connection to a killed browser ends in whatever way it can
            if "closed" not in str(error).lower():
                raise
        self.context = None
        for left in self.profile.glob("Singleton*"):
            left.unlink(missing_ok=True)

    def _processes(self) -> Iterator[int]:
        needle = str(self.profile).encode()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if needle in (folder / "cmdline").read_bytes():
                        yield int(folder.name)
                except OSError:
                    continue


def says(page: Page, text: str) -> None:
    """Waits until the line at the top says this; what must travel first may take its time."""
    expect(page.get_by_role("status").first).to_contain_text(text, timeout=SENT_MS)


def all_sent(page: Page) -> None:
    """Waits until the office has everything."""
    says(page, "Đã gửi hết")


def press(page: Page, name: str) -> None:
    """Touches the button called so."""
    page.get_by_role("button", name=name, exact=False).first.click()


def type_pin(page: Page, pin: str = PIN) -> None:
    """Enters a PIN by the keys on the screen."""
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()


def enrol(page: Page, code: str, pin: str = PIN) -> None:
    """Types a one-time code, chooses a PIN, and waits for the first list."""
    page.get_by_label("Mã ghi danh").fill(code)
    press(page, "Tiếp tục")
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    type_pin(page, pin)
    expect(page.get_by_text("Nhập lại mã PIN một lần nữa")).to_be_visible()
    type_pin(page, pin)
    listed(page)


def unlock(page: Page, pin: str = PIN) -> None:
    """Opens the one officer's store."""
    expect(page.get_by_label("Mã PIN 6 số").first).to_be_visible()
    type_pin(page, pin)
    expect(page.get_by_label("Mã PIN 6 số").first).not_to_be_visible()


def ready(page: Page) -> None:
    """Waits until the whole app lies on the tablet."""
    page.evaluate("() => navigator.serviceWorker.ready.then((found) => found.active.state)")


def heading(page: Page, name: str) -> None:
    """Waits for the screen of this name."""
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()


def listed(page: Page) -> None:
    """Waits for the day's list."""
    expect(page.get_by_role("heading", level=1, name="Lộ trình")).to_be_visible()
