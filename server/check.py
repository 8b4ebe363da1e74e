"""Whether everything kept is what was said: journal, tapes, signatures, projections, reach, counters, files.

The journal proves itself; everything else is compared with the journal folded again. Nothing is changed: a finding says
where, what, and what a person should do.
"""

import time
from collections import Counter
from collections.abc import Callable

import msgspec

from models.store import journal, proof
from models.store.engine import Store, Tx
from server import check_journal, check_truth
from server.blobs import Blobs
from server.finding import Finding, Findings

Progress = Callable[[str, int], None]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found; `counts` also holds how often each finding occurs beyond those listed."""

    findings: list[Finding]
    counts: dict[str, int]
    looked: dict[str, int]
    seconds: float

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.counts


def _silent(_: str, __: int) -> None:
    return None


def check(store: Store, blobs: Blobs, progress: Progress = _silent, bytes_too: bool = True) -> Report:
    """Looks at everything of every unit, each in one snapshot; without `bytes_too` files are not read, only looked for."""
    began = time.monotonic()
    found, looked = Findings(), Counter[str]()
    with store.read() as tx:
        for said in proof.damage(tx, store.engine):
            found.add("database", "", said)
        units = journal.units(tx)
    for unit_id in units:
        try:
            with store.read() as tx:
                _unit(tx, unit_id, blobs, bytes_too, found, looked, progress)
        except Exception as error:
            if not found.counts["database"]:
                raise
            found.add(
                "database", unit_id, f"{type(error).__name__}: {error}"
            )  # what a damaged file gives may be anything
    seconds = time.monotonic() - began
    return Report(findings=found.listed, counts=dict(found.counts), looked=dict(looked), seconds=seconds)


def _unit(
    tx: Tx, unit_id: str, blobs: Blobs, bytes_too: bool, found: Findings, looked: Counter[str], progress: Progress
) -> None:
    heard = check_journal.journal_of(tx, unit_id, found, progress)
    looked["events"] += heard.events
    looked["devices"] += check_journal.tapes_of(tx, unit_id, heard, found)
    looked["signatures"] += check_journal.signatures_of(tx, unit_id, heard, found)
    looked["numbers"] += check_journal.counters_of(tx, unit_id, heard, found)
    progress("events", heard.events)
    looked["things"] += check_truth.things_of(tx, unit_id, heard.replay, found)
    looked["reach"] += check_truth.reach_of(tx, unit_id, heard.replay, found)
    looked["people"] += check_truth.people_of(tx, unit_id, heard.replay, found)
    check_journal.anchors_of(unit_id, heard, found)
    looked["files"] += check_truth.files_of(tx, unit_id, heard.replay, blobs, bytes_too, found, progress)
