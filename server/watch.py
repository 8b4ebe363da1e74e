"""What a supervisor should look at now: promises nobody took up, promises late, tablets silent, files that never came.

Alerts are read from what is true whenever somebody asks; nothing is kept of them, so none can be out of date.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from models import calendar
from models.store import sweeps
from models.store.engine import Tx
from models.visit import HELD, Visit
from server.settings import Settings
from sync.board import read_thing

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

AlertKind = Literal["unassigned", "unacknowledged", "late", "silent", "files_missing"]


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at: what about it, since when, and whose it is. `subject` is a visit's or a device's id."""

    kind: AlertKind
    subject: str
    officer: str = ""
    since_ms: int
    count: int = 0


def alerts(tx: Tx, unit_id: str, now_ms: int, settings: Settings) -> list[Alert]:
    """Everything of a unit that needs somebody's eye, the oldest first."""
    today = calendar.local_day(now_ms + settings.alert_acknowledge_minutes * MINUTE_MS)
    expected = [_visit(body) for body in sweeps.visits_expected(tx, unit_id, today)]
    ended = [_visit(body) for body in sweeps.ended_visits_heard(tx, unit_id, today)]
    found = [alert for visit in expected for alert in _promise(visit, now_ms, settings)]
    found += [alert for visit in ended for alert in _files(visit, now_ms, settings)]
    found += _silence(sweeps.devices_live(tx, unit_id), expected, now_ms, settings)
    return sorted(found, key=lambda alert: (alert.since_ms, alert.kind, alert.subject))


def _visit(body: str) -> Visit:
    visit: Visit = read_thing("visit", body).state
    return visit


def _promise(visit: Visit, now_ms: int, settings: Settings) -> Iterator[Alert]:
    """A visit nobody has, nobody has taken note of, or nobody has come to."""
    soon_ms = visit.window.from_ms - settings.alert_acknowledge_minutes * MINUTE_MS
    over_ms = visit.window.to_ms + settings.alert_late_minutes * MINUTE_MS
    if visit.state == "planned" and soon_ms <= now_ms:
        yield Alert(kind="unassigned", subject=visit.id, since_ms=soon_ms)
    elif visit.state == "assigned" and soon_ms <= now_ms:
        yield Alert(kind="unacknowledged", subject=visit.id, officer=visit.officer, since_ms=soon_ms)
    if visit.state != "arrived" and over_ms <= now_ms:
        yield Alert(kind="late", subject=visit.id, officer=visit.officer, since_ms=over_ms)


def _files(visit: Visit, now_ms: int, settings: Settings) -> Iterator[Alert]:
    """An ended visit whose photographs are still not all here."""
    over_ms = visit.ended_ms + settings.alert_silent_hours * HOUR_MS
    if visit.missing and over_ms <= now_ms:
        yield Alert(
            kind="files_missing", subject=visit.id, officer=visit.officer, since_ms=over_ms, count=len(visit.missing)
        )


def _silence(
    devices: list[tuple[str, str, int, int]], expected: list[Visit], now_ms: int, settings: Settings
) -> Iterator[Alert]:
    """A tablet not heard since a promise of its officer was over, or that holds work and has been silent for hours.

    A tablet counts as heard when its officer's other tablet was: the officer is in reach then.
    """
    heard_by_officer: dict[str, int] = {}
    for _, officer, heard_ms, _ in devices:
        heard_by_officer[officer] = max(heard_ms, heard_by_officer.get(officer, 0))
    promised: dict[str, int] = {}
    for visit in expected:
        over_ms = visit.window.to_ms + settings.alert_late_minutes * MINUTE_MS
        if visit.state in HELD and over_ms <= now_ms and heard_by_officer.get(visit.officer, 0) < visit.window.to_ms:
            promised[visit.officer] = min(over_ms, promised.get(visit.officer, over_ms))
    for device, officer, heard_ms, unsent in devices:
        silent_ms = heard_ms + settings.alert_silent_hours * HOUR_MS
        since = [promised[officer]] if officer in promised else []
        since += [silent_ms] if unsent and silent_ms <= now_ms else []
        if since:
            yield Alert(kind="silent", subject=device, officer=officer, since_ms=min(since), count=unsent)
