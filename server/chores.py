"""What the clock does, job by job. Each is a sweep over what is true: done twice it changes nothing more."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence

import httpx
import msgspec
import structlog

from models import access, calendar
from models.event import Body
from models.hold import WorkShelved
from models.notice import NoticeWithdrawn
from models.store import accounts, journal, plans, projections, reminders, snoozes, sweeps, tapes
from models.visit import VisitShelved
from models.ward import Anchor, DayAnchored, Ward
from server import uploads, watch
from server.house import House
from sync import office
from sync.board import read_thing
from sync.office import Wish

DAY_MS = 86_400_000
SAID_AT_ONCE_MAX = 200
CODES_KEPT_MS = 30 * DAY_MS
REMINDERS_KEPT_MS = 60 * DAY_MS
ANSWER_S_MAX = 10.0
SIGNATURE = "X-Tannha-Signature"


def units(house: House) -> list[str]:
    """Every unit with a journal."""
    with house.store.read() as tx:
        return journal.units(tx)


def say(house: House, unit_id: str, bodies: Sequence[Body]) -> int:
    """Says bodies as the clock, through the one door; answers how many were applied. What is refused is logged."""
    applied = 0
    for start in range(0, len(bodies), SAID_AT_ONCE_MAX):
        wishes = [Wish(body=body) for body in bodies[start : start + SAID_AT_ONCE_MAX]]
        for receipt in office.say(house.store, access.system(unit_id), unit_id, wishes, house.now_ms(), house.new_id):
            applied += receipt.outcome == "applied"
            if receipt.outcome != "applied":
                structlog.get_logger().warning(
                    "refused to the clock", unit=unit_id, code=receipt.code, detail=receipt.detail
                )
    return applied


class Lookout:
    """Writes into the log what a supervisor should look at, unit by unit, as numbers; again only when they change."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, int]] = {}

    def __call__(self, house: House) -> None:
        for unit_id in units(house):
            with house.store.read() as tx:
                found = watch.alerts(tx, unit_id, house.now_ms(), house.settings)
            counts: dict[str, int] = dict(Counter(str(alert.kind) for alert in found))
            if counts != self._told.get(unit_id, {}):
                self._told[unit_id] = counts
                structlog.get_logger().warning("alerts", unit=unit_id, **counts)


def shelve(house: House) -> int:
    """Takes off the tablets, some days after, ended visits whose every file is here, and held work that is settled."""
    before_ms = house.now_ms() - house.settings.keep_visits_days * DAY_MS
    shelved = 0
    for unit_id in units(house):
        with house.store.read() as tx:
            ended = sweeps.ended_visits_heard(tx, unit_id, calendar.local_day(house.now_ms()))
            settled = sweeps.settled_holds_heard(tx, unit_id)
        visits = [read_thing("visit", body).state for body in ended]
        due = [visit.id for visit in visits if visit.ended_ms <= before_ms and not visit.missing]
        holds = [read_thing("hold", body).state for body in settled]
        shelved += say(house, unit_id, [VisitShelved(visit=visit_id) for visit_id in due])
        shelved += say(house, unit_id, [WorkShelved(hold=hold.id) for hold in holds if hold.settled_ms <= before_ms])
    return shelved


def withdraw_notices(house: House) -> int:
    """Withdraws notices whose time is over."""
    withdrawn = 0
    for unit_id in units(house):
        with house.store.read() as tx:
            posted = sweeps.notices_posted(tx, unit_id)
        notices = [read_thing("notice", body).state for body in posted]
        over = [notice.id for notice in notices if 0 < notice.until_ms <= house.now_ms()]
        withdrawn += say(house, unit_id, [NoticeWithdrawn(notice=notice_id) for notice_id in over])
    return withdrawn


def tidy(house: House) -> None:
    """Drops what ran out: sessions, counted tries, one-time codes, rejected lines, uploads nobody waits for."""
    now_ms = house.now_ms()
    with house.store.write() as tx:
        accounts.sweep_sessions(tx, now_ms)
        accounts.sweep_tries(tx, now_ms)
        snoozes.forget(tx, now_ms)
        sweeps.forget_enrolments(tx, now_ms - CODES_KEPT_MS)
        reminders.forget(tx, now_ms - REMINDERS_KEPT_MS)
        tapes.forget_rejects(tx, now_ms - house.settings.keep_rejects_days * DAY_MS)
    before_day = calendar.local_day(now_ms - house.settings.keep_plans_days * DAY_MS)
    for unit_id in units(house):
        uploads.sweep(house, unit_id)
        with house.store.write() as tx:
            plans.forget(tx, unit_id, before_day)


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """The last daily anchors of one unit."""

    unit: str
    anchors: tuple[Anchor, ...]


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """What is posted to `anchor_url`: whoever keeps it sees later whether the journal still holds these digests."""

    epoch: str
    sent_ms: int
    units: list[Anchored]


def anchor(house: House) -> None:
    """Writes down where each journal stood at the end of yesterday, and posts the digests of the last month."""
    yesterday = calendar.local_day(house.now_ms() - DAY_MS)
    for unit_id in units(house):
        with house.store.read() as tx:
            head = journal.head(tx, unit_id)
            body = projections.body(tx, unit_id, "ward", unit_id)
        ward: Ward | None = read_thing("ward", body).state if body else None
        if ward is None or any(one.day == yesterday for one in ward.anchors):
            continue
        told = Anchor(day=yesterday, seq=head.seq, chain=head.chain)
        say(house, unit_id, [DayAnchored(unit=unit_id, anchor=told)])
    if house.settings.anchor_url:
        post_anchors(house)


def post_anchors(house: House) -> None:
    """Posts each unit's anchors, signed. One that did not get through goes along with the next: each post has them all."""
    with house.store.read() as tx:
        bodies = {unit_id: projections.body(tx, unit_id, "ward", unit_id) for unit_id in journal.units(tx)}
        epoch = projections.epoch(tx)
    wards = {unit_id: read_thing("ward", body).state for unit_id, body in bodies.items() if body}
    told = [Anchored(unit=unit_id, anchors=ward.anchors) for unit_id, ward in wards.items()]
    content = msgspec.json.encode(Posted(epoch=epoch, sent_ms=house.now_ms(), units=told))
    headers = {"Content-Type": "application/json", SIGNATURE: signature(house.settings.anchor_secret, content)}
    httpx.post(house.settings.anchor_url, content=content, headers=headers, timeout=ANSWER_S_MAX).raise_for_status()


def signature(secret: str, content: bytes) -> str:
    """How a post is signed: `sha256=` and the HMAC of its bytes, as webhooks commonly are."""
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"
