"""Drives the tablet's core on the real page: what the screens call, without the screens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from playwright.sync_api import Page

from models.event import KINDS, Body
from models.store import journal
from sync.tablet import Tablet
from tests.web.browser import PIN, Machine
from tests.web.ward import UNIT, Promise, Ward

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(251)) * 1_700
INK = json.dumps({"width": 600, "height": 200, "strokes": [[[1, 2], [30, 40]]]}).encode()
OTHER = "Lê Thị Lan"
Say = Callable[..., object]

_OPEN = """async (options) => {
  const core = await import('/tablet/core.js');
  Object.assign(window, { core, app: core.openApp(options), tablet: null });
}"""
_KEEP = """async ([method, told]) => {
  const got = await window.app[method](...told);
  if (window.core.isRefused(got)) return { code: got.code, detail: got.detail };
  window.tablet = got;
  return { code: '', vault: got.vault, device: got.device, officer: got.officer, name: got.name };
}"""
_CALL = """async ([method, told]) => {
  try { return { answer: (await window.tablet[method](...told)) ?? null }; }
  catch (error) { return { failed: error.name, message: error.message }; }
}"""
_STATE = "() => { let now; window.tablet.state.subscribe((state) => (now = state))(); return now; }"
_UNTIL = """(phase) => new Promise((done) => {
  const stop = window.tablet.state.subscribe((state) => {
    if (state.phase === phase) { setTimeout(() => stop()); done(state); }
  });
})"""
_ATTACH = """async ([base64, type, label]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return await window.tablet.attach(bytes, type, label);
}"""
_EXPORT = """async (passphrase) => {
  const sealed = await window.tablet.exportOutbox(passphrase);
  return btoa(Array.from(sealed, (byte) => String.fromCharCode(byte)).join(''));
}"""
_IMPORT = """async ([base64, passphrase]) => {
  const sealed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return await window.tablet.importOutbox(sealed, passphrase);
}"""


class Failed(Exception):
    """What the core threw."""


class Core:
    """The core on one page; `enrol` or `unlock` first."""

    def __init__(self, page: Page, **options: Any) -> None:
        self.page = page
        page.evaluate(_OPEN, options)

    def enrol(self, code: str, pin: str = PIN) -> dict[str, Any]:
        """Becomes the device a code was made for; what it now is, or `code`: why not."""
        return self._kept("enrol", {"code": code, "pin": pin, "label": "Máy thử"})

    def unlock(self, vault: str = "", pin: str = PIN) -> dict[str, Any]:
        """Opens a vault, the first when none is named."""
        return self._kept("unlock", vault or self.officers()[0]["vault"], pin)

    def _kept(self, method: str, *told: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.page.evaluate(_KEEP, [method, list(told)])
        return answer

    def officers(self) -> list[dict[str, Any]]:
        """Who is on this tablet, as shown before any PIN."""
        answer: list[dict[str, Any]] = self.page.evaluate("() => window.app.officers()")
        return answer

    def call(self, method: str, *told: Any) -> Any:
        """What a method of the tablet answers; raises Failed when it throws."""
        answer = self.page.evaluate(_CALL, [method, list(told)])
        if "failed" in answer:
            raise Failed(f"{answer['failed']}: {answer['message']}")
        return answer["answer"]

    def say(self, kind: str, **fields: Any) -> str:
        """Says something that must be lawful; answers the event's id."""
        answer = self.call("say", {"kind": kind, **fields})
        assert isinstance(answer, str), answer
        return answer

    def attach(self, base64: str, media_type: str, label: str) -> dict[str, Any]:
        """Keeps bytes; answers how events name them."""
        answer: dict[str, Any] = self.page.evaluate(_ATTACH, [base64, media_type, label])
        return answer

    def state(self) -> dict[str, Any]:
        """What the status line says now."""
        answer: dict[str, Any] = self.page.evaluate(_STATE)
        return answer

    def until(self, phase: str) -> dict[str, Any]:
        """Waits, without touching anything, until the status line says this."""
        answer: dict[str, Any] = self.page.evaluate(_UNTIL, phase)
        return answer

    def run(self) -> None:
        """Syncs by itself from now on."""
        self.page.evaluate("() => { window.stop = window.tablet.run(); }")

    def export(self, passphrase: str) -> str:
        """The sealed outbox, in base64."""
        return str(self.page.evaluate(_EXPORT, passphrase))

    def take_over(self, base64: str, passphrase: str) -> Any:
        """Takes another tablet's sealed outbox in."""
        return self.page.evaluate(_IMPORT, [base64, passphrase])


def begun(machine: Machine, ward: Ward, officer: str = "Trần Văn Ổi", **options: Any) -> Core:
    """A tablet that is enrolled and has pulled."""
    core = Core(machine.open(), **options)
    assert core.enrol(ward.code(officer))["code"] == ""
    core.call("sync")
    return core


def visit_to_the_end(say: Say, promise: Promise, photo: Any, ink: Any, fee: Any) -> None:
    """Everything an officer says of one visit, in the order of the steps."""
    visit, dossier = promise.visit, promise.dossiers[0]
    offsite = {"reason": "frail", "place": "12 Lê Lợi, Long Xuyên", "hour": 9, "minute": 5}
    say("VisitDeparted", visit=visit)
    say("VisitArrived", visit=visit, why_no_place="không đồng ý", code_given="0413")
    identity = {"method": "card", "number": "089153000123", "name": "Đặng Thị Hòa", "matches": True}
    say("IdentityChecked", visit=visit, identity=identity)
    say("LucidityConfirmed", visit=visit, lucidity={"lucid": True, "hears": False})
    say("PapersChecked", visit=visit, papers=[{"paper": "id_paper", "state": "have"}])
    say("DocumentCaptured", visit=visit, file=photo, paper="document", pages=2)
    say("SignatureRecorded", visit=visit, dossier=dossier, signer="Đặng Thị Hòa", file=ink, offsite=offsite)
    say("FeeCollected", visit=visit, dossier=dossier, lines=fee, paid="cash")
    say("CitizenAmended", citizen=promise.citizen, visit=visit, change={"language": "vi", "note": "chó dữ"})
    say("VisitCompleted", visit=visit, summary="Xong", paper_code="ZRK2-8Y33")


def by_hand(tablet: Tablet) -> Say:
    """The Python tablet, spoken to in the same words."""

    def say(kind: str, **fields: Any) -> object:
        body: Body = msgspec.convert({"kind": kind, **fields}, KINDS[kind])  # type: ignore[assignment]
        said = tablet.say(body)
        assert isinstance(said, str), said
        return said

    return say


def told(ward: Ward, device: str) -> list[tuple[str, dict[str, Any]]]:
    """What a device said, as the journal has it: kind and body, names of things as they stand."""
    with ward.store.read() as tx:
        lines = [json.loads(one.event) for one in journal.entries(tx, UNIT) if one.device_id == device]
    return [(line["body"]["kind"], line["body"]) for line in lines]
