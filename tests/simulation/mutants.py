"""Known faults, put in on purpose: a simulation that does not find each of them proves nothing.

Each is one thing a programmer might have forgotten, as a change to the real code while a schedule is played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple

from msgspec.structs import replace

from models import access, event, fold, merge
from models.event import LegalTime
from models.ids import NO_DIGEST
from models.merge import Merged
from models.store import journal, replica
from models.store.tapes import Tape
from models.visit import Visit
from sync import board, door, feed, hearing, office, outbox, round
from sync.door import Door
from sync.hearing import Hearing
from sync.outbox import Trouble
from sync.protocol import Cursor, write_cursor
from tests.simulation import local
from tests.simulation.local import LocalOffice
from tests.simulation.world import TABLES, World


class Mutant(NamedTuple):
    """A named fault: what was forgotten, how the code forgets it, and which steps its schedules take more often."""

    name: str
    forgets: str
    put_in: Callable[[], AbstractContextManager[None]]
    often: tuple[str, ...] = ()


@contextmanager
def swapped(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """While it lasts, these names mean something else."""
    with ExitStack() as stack:
        for owner, name, other in changes:
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, other)
        yield


def no_dedupe() -> AbstractContextManager[None]:
    append, known = journal.append, journal.known

    def once(tx: Any, unit_id: str, entries: Any) -> None:
        held = known(tx, unit_id, [entry.id for entry in entries])
        append(tx, unit_id, [entry for entry in entries if entry.id not in held])

    return swapped((journal, "known", lambda tx, unit_id, ids: {}), (journal, "append", once))


def receipt_before_commit() -> AbstractContextManager[None]:
    """What the office committed last is gone when it dies."""
    push, died = LocalOffice.push, World.office_died
    last: dict[int, Any] = {}

    def remembering(self: LocalOffice, token: str, body: bytes) -> bytes:
        with self.store.read() as tx:
            last[id(self)] = [(table, tx.rows(f"SELECT * FROM {table}")) for table in TABLES]
        return push(self, token, body)

    def forgetting(self: World) -> None:
        died(self)
        with self.store.inner.write() as tx:
            for table, rows in last.get(id(self.office), ()):
                tx.run(f"DELETE FROM {table}")
                if rows:
                    tx.many(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    return swapped((LocalOffice, "push", remembering), (World, "office_died", forgetting))


def forgetful_outbox() -> AbstractContextManager[None]:
    def written(self: Any, said: Any, unsent: int, told: str) -> bytes:
        with self._store.write() as tx:
            for one in said:
                tx.run("UPDATE outbox SET sent = 1, outcome = 'applied', receipt = '{}' WHERE n = ?", one.n)
        return plain(self, said, unsent, told)

    plain = round.Round._written
    return swapped((round.Round, "_written", written))


def no_lease_check() -> AbstractContextManager[None]:
    return swapped((Door, "_stale", lambda self, event, key, state: ""))


def cursor_skips() -> AbstractContextManager[None]:
    """A place in a cursor lies one number further than what was sent."""

    def ahead(cursor: Cursor) -> str:
        units = {u: (p[0], p[1], min(p[2] + 1, max(p)), p[3]) for u, p in cursor.units.items()}
        return write_cursor(Cursor(cursor.epoch, units, cursor.day))

    return swapped((feed, "write_cursor", ahead))


def yesterday_forgotten() -> AbstractContextManager[None]:
    return swapped((feed, "_places", lambda known, today: dict(known.units)))


def number_reuse() -> AbstractContextManager[None]:
    """A tablet enrolled anew goes on with its old lines."""

    def kept(tx: Any, device: str) -> None:
        tx.run("UPDATE outbox SET sent = 0")

    return swapped((outbox, "renumber", kept))


def no_chain_check() -> AbstractContextManager[None]:
    tape = office._Tape

    def unlinked(self: Any, lines: Any, digests: Any, events: Any) -> Any:
        first = events[0] if events else None
        if isinstance(first, event.Event):
            self.stands = self.stands._replace(digest=first.prev)
        return play(self, lines, digests, events)

    play = tape.play
    return swapped((tape, "_broken", lambda self, numbers, digests, events: None), (tape, "play", unlinked))


def no_signature_check() -> AbstractContextManager[None]:
    return swapped((office, "verifies", lambda public, signature, text: True))


def gone_not_sent() -> AbstractContextManager[None]:
    ear = Hearing._ear

    def deaf(self: Any, audience: str, key: Any, seq: int, body: str, *rest: Any, **named: Any) -> None:
        if body and not named.get("gone"):
            ear(self, audience, key, seq, body, *rest, **named)

    return swapped((Hearing, "_ear", deaf))


def merge_overwrites() -> AbstractContextManager[None]:
    def stubborn(state: Any, change: Any, base: int, hand: str = "") -> Merged:
        return Merged(merge.fields_of(change), (), False)

    return swapped((merge, "merge", stubborn))


def own_hand_conflicts() -> AbstractContextManager[None]:
    return swapped((merge, "hand_of", lambda said: ""), (door, "hand_of", lambda said: ""))


def version_not_waited_for() -> AbstractContextManager[None]:
    pending = replica.pending

    def hasty(tx: Any, kind: str, thing_id: str, version: int) -> list[str]:
        return pending(tx, kind, thing_id, 2**60)

    return swapped((replica, "pending", hasty))


def folded_twice() -> AbstractContextManager[None]:
    pending = replica.pending

    def greedy(tx: Any, kind: str, thing_id: str, version: int) -> list[str]:
        return pending(tx, kind, thing_id, 0)

    return swapped((replica, "pending", greedy))


def lost_file_names() -> AbstractContextManager[None]:
    return swapped((replica, "name_file", lambda tx, digest: None))


def file_confirmed_unsent() -> AbstractContextManager[None]:
    upload = round.Round._upload

    def careless(self: Any, file: Any) -> None:
        with self._store.write() as tx:
            replica.confirm_file(tx, file.digest, self._office_ms)
        upload(self, file)

    return swapped((round.Round, "_upload", careless))


def stubborn_numbering() -> AbstractContextManager[None]:
    """What the office expects is not listened to."""
    take = outbox.take

    def deaf(tx: Any, answer: Any) -> Trouble | None:
        n = replica.tape(tx).n
        expect = max(min(answer.expect, n + 1), n + 1)
        return take(tx, type(answer)(receipts=answer.receipts, expect=expect, now_ms=answer.now_ms))

    return swapped((outbox, "take", deaf), (replica, "offer_again", lambda tx: None))


def revoked_still_heard() -> AbstractContextManager[None]:
    def blind(kind: str, body: str) -> Any:
        slot = read(kind, body)
        return slot._replace(state=replace(slot.state, revoked="")) if kind == "device" else slot

    read = board.read_thing
    return swapped((office, "read_thing", blind), (local, "read_thing", blind))


def refusals_unseen() -> AbstractContextManager[None]:
    return swapped((Door, "_hold", lambda self, *rest: None))


def clock_believed() -> AbstractContextManager[None]:
    def trusting(said: Any, received_ms: int) -> LegalTime:
        return LegalTime(said.at_ms + (said.offset_ms or 0), said.bound_ms, False)

    return swapped((door, "legal_time", trusting))


def ghosts_kept() -> AbstractContextManager[None]:
    """A fresh snapshot leaves what an older one held."""
    return swapped((replica, "drop_older", lambda tx, generation: 0))


def shelf_behind() -> AbstractContextManager[None]:
    """An event moves its own thing and forgets the others."""
    blind = SimpleNamespace(**{**vars(fold), "moved": lambda body, state: ()})
    return swapped((door, "fold", blind))


def everybody_hears() -> AbstractContextManager[None]:
    """A visit stays on the tablets of those who had it."""

    def all_of(state: Visit | None) -> set[str]:
        held = {f"officer:{officer}" for officer in access.officers_of(state)} if state else set()
        return held | ({"officer:o-3"} if held else set())

    return swapped((hearing, "officers", all_of))


def enrolled_anew_forgets() -> AbstractContextManager[None]:
    """A tablet enrolled anew begins with an empty outbox."""
    return swapped((outbox, "renumber", lambda tx, device: replica.rewrite(tx, Tape(0, NO_DIGEST), [])))


def second_offer_refused() -> AbstractContextManager[None]:
    """An event offered again under another number is refused, as if somebody had stolen its name."""
    return swapped((door, "_same_words", lambda known, event: False))


MUTANTS = (
    Mutant("no_dedupe", "an event offered again is kept again", no_dedupe),
    Mutant("receipt_before_commit", "receipts leave before they are durable", receipt_before_commit, ("die_speaking",)),
    Mutant("forgetful_outbox", "what was sent is thought received", forgetful_outbox),
    Mutant("no_lease_check", "work under an old assignment is executed", no_lease_check, ("rearrange",)),
    Mutant("cursor_skips", "a page is cut between rows of one number", cursor_skips),
    Mutant("yesterday_forgotten", "a later visit that becomes due is passed over", yesterday_forgotten, ("wait",)),
    Mutant(
        "number_reuse",
        "a tablet enrolled anew keeps its old numbers",
        number_reuse,
        (
            "revoke",
            "help_stranded",
        ),
    ),
    Mutant("no_chain_check", "an event need not follow the one before", no_chain_check, ("forge",)),
    Mutant("no_signature_check", "anybody may speak in a device's name", no_signature_check, ("forge",)),
    Mutant("gone_not_sent", "nobody is told that a visit was taken away", gone_not_sent),
    Mutant("merge_overwrites", "the last hand wins", merge_overwrites, ("rearrange",)),
    Mutant("own_hand_conflicts", "an officer is in conflict with themselves", own_hand_conflicts),
    Mutant("version_not_waited_for", "a receipt alone takes an event out of the view", version_not_waited_for),
    Mutant("folded_twice", "a pulled event is folded on top again", folded_twice),
    Mutant("lost_file_names", "files named by events are not sent", lost_file_names, ("photograph",)),
    Mutant("file_confirmed_unsent", "a file is thought arrived before it is", file_confirmed_unsent, ("photograph",)),
    Mutant(
        "stubborn_numbering",
        "what the office expects is not listened to",
        stubborn_numbering,
        ("back_up", "copy_tablet"),
    ),
    Mutant("revoked_still_heard", "a revoked device may go on", revoked_still_heard),
    Mutant("refusals_unseen", "refused and parked work is shown to nobody", refusals_unseen),
    Mutant("clock_believed", "a tablet's clock is believed whatever it says", clock_believed, ("move_clock",)),
    Mutant("ghosts_kept", "a fresh snapshot keeps what is no longer there", ghosts_kept, ("back_up",)),
    Mutant("shelf_behind", "an event moves its own thing and not the others", shelf_behind),
    Mutant("enrolled_anew_forgets", "a new enrolment empties the outbox", enrolled_anew_forgets, ("revoke",)),
    Mutant(
        "second_offer_refused",
        "an event offered again is refused",
        second_offer_refused,
        ("help_stranded", "copy_tablet"),
    ),
    Mutant("everybody_hears", "a visit reaches a tablet it was not given to", everybody_hears),
)
