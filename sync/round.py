"""One round of a tablet with its office: say what is unsaid, hear what is new, send the bytes.

Nothing is believed but receipts. A call that broke off leaves everything as it was, and the next round does it again; what
the office heard twice it answers the same.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from models.access import officers_of
from models.fold import Key
from models.refusal import Refused
from models.store import replica
from models.store.engine import Store, Tx
from models.store.replica import Kept, Parcel, Spoken
from models.visit import VisitAcknowledged
from sync import outbox
from sync.clock import Anchor, Clock, better, correction, measured
from sync.keys import sign
from sync.outbox import NEEDS_ENROLMENT, Identity, Moment, Trouble
from sync.protocol import PAGE_BYTES_DEFAULT, Guides, Header, PageHead, Pushed, signed_text, write_push
from sync.view import View
from sync.wire import Away, Rejected, Wire

PAGES_MAX = 100_000
SENT_KEPT_MS = 30 * 86_400_000
"""Events are kept after their receipt, so that an office put back to last week's backup hears them again."""
FILES_KEPT_MS = 3 * 86_400_000
"""Photographs hold more about a person than anything else here, so they go sooner; the office backs up every night."""
DRAFTS_KEPT_MS = 30 * 86_400_000


class Summary(msgspec.Struct, kw_only=True):
    """What one round came to. `all_sent` is true only when receipts say so, event by event and file by file."""

    sent: int = 0
    outcomes: dict[str, int] = {}
    pages: int = 0
    changed: int = 0
    gone: int = 0
    acknowledged: int = 0
    uploaded: int = 0
    unsent: int = 0
    files_unsent: int = 0
    offset_ms: int | None = None
    bound_ms: int | None = None
    away: str = ""
    trouble: Trouble | None = None

    @property
    def all_sent(self) -> bool:
        return self.unsent == 0 and self.files_unsent == 0


class _Thing(msgspec.Struct):
    """The outside of a thing, whatever its kind: a newer office may know kinds that we do not."""

    kind: str
    id: str
    version: int


T = TypeVar("T")

_pushed = msgspec.json.Decoder(Pushed)
_pages = msgspec.json.Decoder(PageHead)
_things = msgspec.json.Decoder(_Thing)
_guides = msgspec.json.Decoder(Guides)


def understood(decoder: msgspec.json.Decoder[T], answer: bytes) -> T:
    """The answer, if it is the office's: a hotel's sign-in page also says 200."""
    try:
        return decoder.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Away(f"an answer that is not the office's: {error}") from error


def moment(tx: Tx, clock: Clock) -> Moment:
    """The clocks now, with the correction known here."""
    return Moment(clock.wall_ms(), clock.mono_ms(), correction(anchor(tx), clock))


def anchor(tx: Tx) -> Anchor | None:
    """The measurement of the office's clock that is kept."""
    text = replica.fact(tx, "anchor")
    return msgspec.json.decode(text, type=Anchor) if text else None


def keep_anchor(tx: Tx, new: Anchor, clock: Clock) -> None:
    """Keeps a measurement unless a surer one is here."""
    kept = better(anchor(tx), new, clock)
    replica.set_fact(tx, "anchor", msgspec.json.encode(kept).decode())


class Round:
    """One round; made for it and thrown away after."""

    def __init__(
        self, store: Store, wire: Wire, me: Identity, key: ec.EllipticCurvePrivateKey, clock: Clock,
        new_id: Callable[[], str], page_bytes: int = PAGE_BYTES_DEFAULT,
    ) -> None:  # fmt: skip
        self._store = store
        self._wire = wire
        self._me = me
        self._key = key
        self._clock = clock
        self._new_id = new_id
        self._page_bytes = page_bytes
        self._done = Summary(outcomes={})
        self._office_ms = 0

    def go(self) -> Summary:
        """Does what can be done now; a break is told in the summary, not raised."""
        try:
            # Nothing is pulled while it is unknown what became of a push, or a thing could be seen with an event in it
            # and the same event folded on top.
            self._attempt(self._push_all)
            self._attempt(self._pull_all)
            self._acknowledge()
            self._guide()
            if self._unsent():  # acknowledged now, said meanwhile, or doubted because the office lives another life
                self._attempt(self._push_all)
            self._upload_all()
        except Away as error:
            self._done.away = str(error) or "away"
        self._close()
        return self._done

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Rejected as error:
            if error.code == "torn_push":
                raise Away("torn_push") from error
            self._stop(Trouble(error.code, error.detail))

    def _stop(self, found: Trouble | None) -> None:
        with self._store.write() as tx:
            outbox.set_trouble(tx, found)

    def _push_all(self) -> None:
        """Pushes until nothing is left. An empty push comes first where something stood in the way: it may be mended."""
        stalled = 0
        blocked = self._blocked()
        while stalled < 2:
            with self._store.read() as tx:
                said = [] if blocked else outbox.batch(tx)
                unsent, _ = replica.unsent_tally(tx)
                told = outbox.report(tx)
            asked_ms = self._clock.mono_ms()
            answer = understood(_pushed, self._wire.push(self._me.token, self._written(said, unsent, told)))
            left = self._take(answer, said, asked_ms)
            blocked = self._blocked()
            if blocked or not left:
                return
            stalled = stalled + 1 if left >= unsent else 0

    def _blocked(self) -> bool:
        with self._store.read() as tx:
            found = outbox.trouble(tx)
        return found is not None and found.code in NEEDS_ENROLMENT

    def _written(self, said: list[Spoken], unsent: int, told: str) -> bytes:
        signature = sign(self._key, signed_text(self._me.device, said[-1].digest)) if said else ""
        header = Header(
            device=self._me.device, count=len(said), signature=signature, now_ms=self._clock.wall_ms(), unsent=unsent,
            report=told,
        )  # fmt: skip
        return write_push(header, [one.line.encode() for one in said])

    def _take(self, answer: Pushed, said: list[Spoken], asked_mono_ms: int) -> int:
        """Takes an answer in; answers how much is still unsent."""
        self._done.sent += len(answer.receipts)
        for receipt in answer.receipts:
            self._done.outcomes[receipt.outcome] = self._done.outcomes.get(receipt.outcome, 0) + 1
        self._office_ms = answer.now_ms
        with self._store.write() as tx:
            keep_anchor(tx, measured(self._clock, asked_mono_ms, answer.now_ms), self._clock)
            known = outbox.trouble(tx)
            found = outbox.take(tx, answer)
            # A push that was answered proves that the device is known and may speak; numbers only heal by enrolling.
            healed = known is None or said or known.code not in ("number_taken", "broken_chain")
            outbox.set_trouble(tx, found if found or healed else known)
            return replica.unsent_tally(tx)[0]

    def _pull_all(self) -> None:
        for _ in range(PAGES_MAX):
            with self._store.read() as tx:
                cursor = replica.fact(tx, "cursor")
            page = understood(_pages, self._wire.pull(self._me.token, cursor, self._page_bytes))
            with self._store.write() as tx:
                turn(tx, page)
            self._done.pages += 1
            self._done.changed += len(page.changed)
            self._done.gone += len(page.gone)
            if not page.more:
                return

    def _guide(self) -> None:
        """Fetches the guides anew when something was pulled since they were fetched last."""
        with self._store.read() as tx:
            due, kept = replica.fact(tx, "guides_due"), replica.fact(tx, "guides")
        if not due:
            return
        tag = _guides.decode(kept.encode()).tag if kept else ""
        try:
            answer = self._wire.guides(self._me.token, tag)
        except Rejected:  # an older office; what it does not know it cannot tell
            return
        if answer:
            understood(_guides, answer)
        with self._store.write() as tx:
            if answer:
                replica.set_fact(tx, "guides", answer.decode())
            if replica.fact(tx, "guides_due") == due:
                replica.set_fact(tx, "guides_due", "")

    def _unsent(self) -> int:
        with self._store.read() as tx:
            return replica.unsent_tally(tx)[0]

    def _acknowledge(self) -> None:
        """Says of each visit newly given to this officer that it has come, once for each lease."""
        with self._store.read() as tx:
            visits = [kept.id for kept in replica.things(tx, "visit")]
        for visit_id in visits:
            with self._store.write() as tx:
                at = moment(tx, self._clock)
                visit = View(tx, self._me.officer, at.office_ms).look("visit", visit_id)
                if visit is None or visit.state != "assigned" or officers_of(visit)[:1] != (self._me.officer,):
                    continue
                if replica.was_said(tx, VisitAcknowledged.__name__, visit_id, visit.lease):
                    continue
                said = outbox.say(tx, self._me, VisitAcknowledged(visit=visit_id), self._new_id(), at)
                self._done.acknowledged += not isinstance(said, Refused)

    def _upload_all(self) -> None:
        """Sends the bytes events name, whatever became of the events; one bad file does not keep the others back."""
        with self._store.read() as tx:
            files = replica.unconfirmed(tx)
        for file in files:
            try:
                self._upload(file)
            except Rejected as error:
                self._done.trouble = self._done.trouble or Trouble(error.code, error.detail)

    def _upload(self, file: Parcel) -> None:
        with self._store.read() as tx:
            data = replica.file_data(tx, file.digest)
        self._wire.upload(self._me.token, file.ref(), data)
        with self._store.write() as tx:
            replica.confirm_file(tx, file.digest, self._office_ms)
        self._done.uploaded += 1

    def _close(self) -> None:
        """Counts what is left. After a whole round also lets go of what was kept long enough by the office's clock: a
        tablet's own may leap a year."""
        done = self._done
        with self._store.write() as tx:
            done.trouble = outbox.trouble(tx) or done.trouble
            if not done.away and done.trouble is None:
                replica.forget_spoken(tx, self._office_ms - SENT_KEPT_MS)
                replica.forget_files(tx, self._office_ms - FILES_KEPT_MS, self._office_ms - DRAFTS_KEPT_MS)
            done.unsent, _ = replica.unsent_tally(tx)
            done.files_unsent = len(replica.unconfirmed(tx))
            done.offset_ms, done.bound_ms = correction(anchor(tx), self._clock)


def turn(tx: Tx, page: PageHead) -> None:
    """Takes one page in. A fresh snapshot replaces the old one only with its last page, so nothing vanishes meanwhile."""
    generation = int(replica.fact(tx, "generation") or 0)
    if page.fresh:
        if replica.fact(tx, "cursor"):
            replica.offer_again(tx)
            replica.doubt_files(tx)
        generation += 1
        replica.set_fact(tx, "generation", str(generation))
        replica.set_fact(tx, "refreshing", "yes")
    found = [(_things.decode(raw), bytes(raw).decode()) for raw in page.changed]
    replica.put_things(tx, generation, [Kept(one.kind, one.id, one.version, body) for one, body in found])
    replica.drop_things(tx, page.gone)
    if not page.more and replica.fact(tx, "refreshing"):
        replica.drop_older(tx, generation)
        replica.set_fact(tx, "refreshing", "")
    replica.set_fact(tx, "cursor", page.cursor)
    if page.changed or page.gone or page.fresh:
        replica.set_fact(tx, "guides_due", page.cursor)
    view = View(tx, "", page.now_ms)
    for one, _ in found:
        hold = view.look(*Key(one.kind, one.id)) if one.kind == "hold" else None
        if hold is not None and hold.settled in ("adopted", "dismissed"):
            replica.shut(tx, hold.id, page.now_ms)
