"""Who said what in a played day, held against what the office has: nothing lost, nothing doubled, nothing silent."""

from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Any, NamedTuple

import msgspec

from models.calendar import local_day
from models.store import journal, projections
from models.store.engine import Store, Tx
from models.visit import Visit
from sync.board import read_thing
from sync.protocol import Receipt


class Ledger:
    """Everything the play itself knows was said: by tablets (on their disks for good), and at the desk (receipts)."""

    def __init__(self) -> None:
        self.tablets: set[str] = set()
        self.desk: dict[str, str] = {}
        self.turned_away: Counter[str] = Counter()
        self.surprises: list[str] = []
        self.told: Counter[str] = Counter()
        self.bent: list[str] = []

    def receipts(self, kinds: Iterable[str], receipts: Iterable[Receipt], expected: bool = False) -> None:
        """What the office answered the desk; a refusal nobody planned is a surprise."""
        for kind, receipt in zip(kinds, receipts, strict=True):
            self.desk[receipt.id] = receipt.outcome
            if receipt.outcome == "refused" and not expected:
                self.surprises.append(f"{kind}: {receipt.code} {receipt.detail}")


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The closing table of a day."""

    said: int
    said_by_tablets: int
    journaled: int
    outcomes: dict[str, int]
    settled: dict[str, int]
    lost: int
    doubled: int
    silent: int
    visits: dict[str, int]
    files_named: int
    files_missing: int
    arrived_in_window: int
    arrived: int
    door_minutes_median: float
    door_minutes_p90: float
    dossiers_on_time: int
    dossiers_ready: int
    manners: dict[str, int]
    incidents: dict[str, int]
    bent: list[str]
    """What the planner proposed, as the supervisor saw it before taking it up."""
    wrong: list[str]


class _Journal(NamedTuple):
    outcomes: dict[str, str]
    counts: Counter[str]


def close(store: Store, unit_id: str, ledger: Ledger, day_requests: set[str]) -> Closing:
    """Reads the whole journal and every thing of the unit again and compares."""
    with store.read() as tx:
        heard = _heard(tx, unit_id)
        visits = [v for v in _all(tx, unit_id, "visit") if v.request in day_requests]
        dossiers = [d for d in _all(tx, unit_id, "dossier") if d.request in day_requests]
        holds = {hold.id: hold for hold in _all(tx, unit_id, "hold")}
    said = ledger.tablets | set(ledger.desk)
    lost = sorted(said - set(heard.outcomes))
    twice = sorted(event for event in said if heard.counts[event] > 1) + doubled(visits)
    kept = {event for event in ledger.tablets if heard.outcomes.get(event) in ("parked", "refused")}
    silent = sorted(kept - set(holds))
    arrived = [v for v in visits if v.arrived is not None and v.state in ("completed", "failed")]
    minutes = sorted((v.ended_ms - v.arrived.at_ms) / 60_000 for v in visits if v.state == "completed" and v.arrived)
    ready = [d for d in dossiers if d.ready_ms]
    missing = sum(len(v.missing) for v in visits)
    wrong = [
        *(f"lost: {event}" for event in lost[:20]), *(f"doubled: {event}" for event in twice[:20]),
        *(f"silent: {event}" for event in silent[:20]), *(f"surprise: {told}" for told in ledger.surprises[:20]),
        *([f"{missing} files missing"] if missing else []),
        *(f"open hold: {h.id} {h.said_kind}" for h in holds.values() if not h.settled and h.id in said),
    ]  # fmt: skip
    return Closing(
        said=len(said), said_by_tablets=len(ledger.tablets), journaled=len(said & set(heard.outcomes)),
        outcomes=dict(Counter(heard.outcomes[event] for event in said if event in heard.outcomes)),
        settled=dict(Counter(h.settled for h in holds.values() if h.id in said and h.settled)),
        lost=len(lost), doubled=len(twice), silent=len(silent), visits=_outcomes(visits),
        files_named=sum(len({file.digest for file in v.files}) for v in visits), files_missing=missing,
        arrived_in_window=sum(v.arrived.at_ms < v.window.to_ms for v in arrived if v.arrived), arrived=len(arrived),
        door_minutes_median=round(median(minutes), 1) if minutes else 0.0,
        door_minutes_p90=round(minutes[len(minutes) * 9 // 10], 1) if minutes else 0.0,
        dossiers_on_time=sum(local_day(d.ready_ms) <= d.due_day for d in ready), dossiers_ready=len(ready),
        manners=dict(Counter(a.manner for v in visits for a in v.assents)), incidents=dict(ledger.told),
        bent=ledger.bent, wrong=wrong,
    )  # fmt: skip


def _heard(tx: Tx, unit_id: str) -> _Journal:
    outcomes: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for entry in journal.entries(tx, unit_id):
        outcomes[entry.id] = entry.outcome
        counts[entry.id] += 1
    return _Journal(outcomes, counts)


def _all(tx: Tx, unit_id: str, kind: str) -> list[Any]:
    return [read_thing(kind, body).state for body in projections.all_bodies(tx, unit_id, kind).values()]


def doubled(visits: list[Visit]) -> list[str]:
    """Visits on which something that happens once took effect twice."""
    found = []
    for visit in visits:
        assents = Counter((a.dossier, a.manner, a.signer, a.at_ms) for a in visit.assents)
        files = Counter((file.digest, file.label) for file in visit.files)
        if any(n > 1 for n in (*assents.values(), *files.values())):
            found.append(visit.id)
    return found


def _outcomes(visits: list[Visit]) -> dict[str, int]:
    named = (f"{v.state} {v.outcome}" if v.state == "failed" else v.state for v in visits)
    return dict(sorted(Counter(named).items()))
