"""Opening the tablet with no server and its processor slowed four times, each time in a browser just started."""

import statistics
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench.row import Row
from tests.web import door
from tests.web.browser import PIN, Machine, ready, unlock
from tests.web.conftest import build
from tests.web.ward import Person, Ward

SLOWED = 4
VISITS = 8
WRONG = "000000"
WATCH = """
    window.seen = {};
    const shown = (name, what) => { if (!(name in seen) && document.querySelector(what)) requestAnimationFrame(() =>
      setTimeout(() => { seen[name] ??= performance.now(); })); };
    const look = () => { shown('empty', '#empty'); shown('pin', '.pad button:not([disabled])'); shown('list', 'main article');
      shown('refused', 'main [role=alert]'); };
    new MutationObserver(look).observe(document, {childList: true, subtree: true});
    addEventListener('input', (event) => { if (event.target.value.length === 6) seen.typed = performance.now(); }, true);
"""
"""When each thing had been drawn, in milliseconds since the navigation began; told by the page's own clock."""


class Span(NamedTuple):
    """Milliseconds that passed, and those of them (slowed) for which the page's own thread had a processor."""

    passed: float
    worked: float


class Opening(NamedTuple):
    """What one opening took."""

    empty: Span
    pin: Span
    list: Span
    refused: Span


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return None


def measure(folder: Path, size: float) -> list[Row]:
    """From the navigation to the PIN, and from the PIN's last digit to the day's list, beside an empty page's; a wrong PIN costs
    Argon2id and next to nothing else."""
    build()
    (folder / "empty.html").write_text("<!doctype html><title>x</title><p id=empty>x</p>", "utf-8")
    plain = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    Thread(target=plain.serve_forever, daemon=True).start()
    with sync_playwright() as playwright, Ward(folder) as ward:
        for at in range(VISITS):
            ward.promise(Person(name=f"Người Thứ {at}", number=f"0891530001{at:02}"))
        machine = Machine(playwright, folder / "profile", ward.origin)
        page = door.begun(ward, machine)
        ready(page)
        machine.close()
        ward.stop()
        address = f"http://127.0.0.1:{plain.server_port}/empty.html"
        found = [_opened(machine, address) for _ in range(max(3, round(9 * size)))]
    plain.shutdown()
    empty, pin, day, refused = (
        Span(*map(statistics.median, zip(*each, strict=True))) for each in zip(*found, strict=True)
    )
    return [
        Row(
            "tablet opened with no server, CPU / 4: to the PIN",
            _told(pin),
            _told(empty),
            pin.passed / empty.passed,
            "≤ 1 s",
        ),
        Row(f"PIN's last digit to {VISITS} visits", _told(day), _told(empty), day.passed / empty.passed, "≤ 1 s"),
        Row(
            "a wrong PIN's last digit to its refusal", _told(refused), _told(empty), refused.passed / empty.passed, "–"
        ),
    ]


def _opened(machine: Machine, empty: str) -> Opening:
    page, asked = _slowed(machine)
    page.goto(empty)
    first = Span(_seen(page, "empty"), _worked(asked))
    page.goto(f"{machine.origin}/tablet/")
    pin = Span(_seen(page, "pin"), _worked(asked))
    day = _typed(page, asked, PIN, "list")
    machine.close()
    # In a browser of its own: what Argon2id left compiled would help the other.
    page, asked = _slowed(machine)
    page.goto(f"{machine.origin}/tablet/")
    refused = _typed(page, asked, WRONG, "refused")
    unlock(page)
    machine.close()
    return Opening(first, pin, day, refused)


def _slowed(machine: Machine) -> tuple[Page, CDPSession]:
    page = machine.started()
    asked = page.context.new_cdp_session(page)
    asked.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    asked.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.add_init_script(WATCH)
    return page, asked


def _typed(page: Page, asked: CDPSession, pin: str, shown: str) -> Span:
    page.locator("input[type=password]").press_sequentially(pin[:-1])
    before_ms = _worked(asked)
    page.keyboard.press(pin[-1])
    return Span(_seen(page, shown) - _seen(page, "typed"), _worked(asked) - before_ms)


def _seen(page: Page, name: str) -> float:
    while (at_ms := page.evaluate("(name) => window.seen[name] ?? 0", name)) == 0:
        page.wait_for_timeout(50)
    return float(at_ms)


def _worked(asked: CDPSession) -> float:
    """What the page's thread has worked since it began, on a processor of its own."""
    told = {one["name"]: one["value"] for one in asked.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"]) * 1000


def _told(span: Span) -> str:
    return f"{span.passed:,.0f} ms, {span.worked:,.0f} at work"
