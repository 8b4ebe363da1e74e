"""The tablet's half in Python: says, keeps, shows and sends what one officer does, with or without a network.

    tablet = open_tablet("sqlite:tablet.db", HttpWire("https://nha.example.vn"))
    tablet.enrol("K7QF-2M9X")
    tablet.say(VisitArrived(visit=visit_id, why_no_place="không đồng ý"))
    tablet.sync().all_sent

What `say` has answered is durable: a kill, a power cut, a full disk or another officer's visit cannot undo it. The browser
tablet keeps the same promises in IndexedDB; tests, load generators and integrators use this one.
"""

from collections.abc import Callable
from hashlib import sha256
from random import SystemRandom
from threading import Lock
from typing import Any, Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from uuid_utils.compat import uuid7

from models.event import Body
from models.fold import Key
from models.guide import Guide
from models.refusal import Refused
from models.said import FileRef
from models.store import replica
from models.store.engine import Store, StoreAway, StoreBusy, StoreFull
from models.store.replica import Spoken
from sync import outbox, rescue
from sync.board import Slot
from sync.clock import Clock, SystemClock, measured
from sync.keys import public_text, sign
from sync.outbox import Held, Identity, Trouble
from sync.protocol import PAGE_BYTES_DEFAULT, Enrol, Enrolled, Guides, Header, signed_text, write_push
from sync.round import Round, Summary, keep_anchor, moment, understood
from sync.view import View
from sync.wire import Rejected, Wire

IDLE_S = 30.0
PAUSE_S_MAX = 60.0

_chance = SystemRandom().random
_identities = msgspec.json.Decoder(Identity)
_enrolled = msgspec.json.Decoder(Enrolled)
_guides = msgspec.json.Decoder(Guides)


class NotEnrolled(Exception):
    """This tablet speaks for nobody yet."""


class Stop(Protocol):
    """What ends `run`; a `threading.Event` is one."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def open_tablet(url: str, wire: Wire, passphrase: str = "") -> "Tablet":
    """The tablet kept at `sqlite:path`, with this machine's clock; `passphrase` seals its key and token."""
    return Tablet(replica.open_replica(url), wire, SystemClock(), lambda: str(uuid7()), passphrase=passphrase)


def pause_s(failures: int, jitter: float) -> float:
    """How long to wait after so many failures in a row: doubled each time up to a minute, and never all at once."""
    longest = min(PAUSE_S_MAX, 2.0 ** min(failures, 10)) if failures else IDLE_S
    return longest * (0.5 + jitter / 2)


class Tablet:
    """One officer's tablet, kept in one store. Threads may share it; only one at a time talks to the office."""

    def __init__(
        self, store: Store, wire: Wire, clock: Clock, new_id: Callable[[], str], *,
        jitter: Callable[[], float] = _chance, make_key: Callable[[], ec.EllipticCurvePrivateKey] = new_key,
        passphrase: str = "", page_bytes: int = PAGE_BYTES_DEFAULT,
    ) -> None:  # fmt: skip
        self.store = store
        self._wire = wire
        self.clock = clock
        self._new_id = new_id
        self._jitter = jitter
        self._make_key = make_key
        self._passphrase = passphrase
        self._page_bytes = page_bytes
        self._talking = Lock()
        self._asking: tuple[str, ec.EllipticCurvePrivateKey, str] | None = None
        self._identity = self._read_identity()

    # Who it is.

    @property
    def identity(self) -> Identity | None:
        """Who this tablet is to the office, if it is anybody."""
        return self._identity

    def enrol(self, code: str, label: str = "") -> Enrolled | Refused:
        """Makes a key and becomes the device of the officer the one-time code was made for. Raises `Away`."""
        if self._identity is not None:
            return Refused("already_there", self._identity.device)
        return self._enrol(code, label)

    def re_enrol(self, code: str, label: str = "") -> Enrolled | Refused:
        """Becomes a new device of the same officer and offers everything still kept again under its name."""
        return self._enrol(code, label)

    def _enrol(self, code: str, label: str) -> Enrolled | Refused:
        with self._talking:
            if self._asking is None or self._asking[0] != code:
                self._asking = (code, self._make_key(), self._new_id())
            _, key, device = self._asking  # as before when an answer was lost: the office then answers once more
            asked_ms = self.clock.mono_ms()
            ask = Enrol(code=code, device=device, key=public_text(key), label=label)
            try:
                answer = understood(_enrolled, self._wire.enrol(msgspec.json.encode(ask)))
            except Rejected as error:
                self._asking = None
                return Refused(error.code, error.detail)
            self._asking = None
            new = Identity(
                device=device, unit=answer.unit, officer=answer.officer, name=answer.name, token=answer.token,
                key=f"{key.private_numbers().private_value:064x}",
            )  # fmt: skip
            old = self._identity
            if old is not None and (old.unit, old.officer) != (new.unit, new.officer):
                return Refused("not_yours", old.officer)
            with self.store.write() as tx:
                replica.set_fact(tx, "identity", self._sealed(msgspec.json.encode(new)))
                outbox.set_trouble(tx, None)
                outbox.renumber(tx, device)
                keep_anchor(tx, measured(self.clock, asked_ms, answer.now_ms), self.clock)
            self._identity = new
        return answer

    def sign_out(self) -> Refused | None:
        """Leaves nothing of the officer on this tablet; refused while anything exists only here."""
        with self._talking, self.store.write() as tx:
            unsent, _ = replica.unsent_tally(tx)
            files = len(replica.unconfirmed(tx))
            if unsent or files:
                return Refused("unsent_work", f"{unsent} events, {files} files")
            replica.wipe(tx)
            self._identity = None
        return None

    # What is said and shown.

    def say(self, body: Body) -> str | Refused:
        """The event's id, when it is on this tablet's disk for good; or why it may not be said, and then nothing was.

        Raises `StoreFull` when the disk is full: then nothing was said either.
        """
        me = self._me()
        with self.store.write() as tx:
            said = outbox.say(tx, me, body, self._new_id(), moment(tx, self.clock))
        return said if isinstance(said, Refused) else said.id

    def attach(self, data: bytes, media_type: str, label: str = "") -> FileRef | Refused:
        """How events name these bytes, once they are on this tablet's disk for good."""
        named = {
            "digest": sha256(data).hexdigest(), "length_bytes": len(data), "media_type": media_type, "label": label,
        }  # fmt: skip
        try:
            file = msgspec.convert(named, FileRef)
        except msgspec.ValidationError as error:
            return Refused("bad_value", str(error))
        with self.store.write() as tx:
            replica.keep_file(tx, file, data, moment(tx, self.clock).office_ms)
        return file

    def view(self, kind: str, thing_id: str) -> Any:
        """A thing as it stands here: what the office said of it last, and what was said here since; None: not here."""
        slot = self.slot(kind, thing_id)
        return slot.state if slot else None

    def slot(self, kind: str, thing_id: str) -> Slot | None:
        """`view`, with the version it was pulled in."""
        with self.store.read() as tx:
            return self._view(tx).slot(Key(kind, thing_id))

    def things(self, kind: str) -> list[Any]:
        """Every thing of a kind as it stands here, by id."""
        with self.store.read() as tx:
            view = self._view(tx)
            return [view.look(kind, kept.id) for kept in replica.things(tx, kind)]

    def guides(self) -> list[Guide]:
        """What the law asks for each dossier on this tablet, as the office last told it, the soonest visit first."""
        with self.store.read() as tx:
            kept = replica.fact(tx, "guides")
        return _guides.decode(kept.encode()).guides if kept else []

    def held(self) -> list[Held]:
        """What was parked, refused or met another hand, with the sentence and the next step, until it is settled."""
        with self.store.read() as tx:
            return outbox.held(tx, self._view(tx))

    def put_away(self, event_id: str) -> None:
        """The officer has read what became of an event and is done with it."""
        with self.store.write() as tx:
            replica.shut(tx, event_id, max(1, moment(tx, self.clock).office_ms))

    def spoken(self) -> list[Spoken]:
        """Everything said here that is still kept, with its receipts."""
        with self.store.read() as tx:
            return replica.all_spoken(tx)

    def trouble(self) -> Trouble | None:
        """What stands between this tablet and the office; `models.refusal.sentence` has the words for it."""
        with self.store.read() as tx:
            return outbox.trouble(tx)

    # Talking to the office.

    def sync(self) -> Summary:
        """One round with the office. It never raises because of the network: the summary says how far it came."""
        me = self._me()
        with self._talking:
            key = _private(me)
            return Round(self.store, self._wire, me, key, self.clock, self._new_id, self._page_bytes).go()

    def run(self, stop: Stop) -> None:
        """Syncs until stopped, whatever happens: an office that was away for a week is asked again within a minute."""
        failures = 0
        while not stop.is_set():
            try:
                failures = failures + 1 if self.sync().away else 0
            except (StoreFull, StoreBusy, StoreAway):
                failures += 1
            stop.wait(pause_s(failures, self._jitter()))

    # Carrying work by hand.

    def export_outbox(self, passphrase: str, cost_log2: int = rescue.COST_LOG2) -> bytes:
        """Everything that exists only here, sealed: for another tablet's `import_outbox` or the office's `rescue.take_in`."""
        me = self._me()
        key = _private(me)
        pushes: list[str] = []
        with self.store.read() as tx:
            left = replica.unsent(tx, replica.kept_count(tx, 0))
            while left:
                some = outbox.fitting(left)
                left = left[len(some) :]
                header = Header(
                    device=me.device, count=len(some), signature=sign(key, signed_text(me.device, some[-1].digest))
                )
                pushes.append(rescue.as_text(write_push(header, [one.line.encode() for one in some])))
            files = [
                rescue.Rescued(file=file.ref(), data=rescue.as_text(replica.file_data(tx, file.digest)))
                for file in replica.unconfirmed(tx)
            ]
        bundle = rescue.Bundle(unit=me.unit, officer=me.officer, device=me.device, pushes=pushes, files=files)
        return rescue.pack(bundle, passphrase, cost_log2)

    def import_outbox(self, sealed: bytes, passphrase: str) -> int | Refused:
        """Takes another tablet's work over: how many events were new here. The office journals them as said from here."""
        me = self._me()
        bundle = rescue.unpack(sealed, passphrase)
        if isinstance(bundle, Refused):
            return bundle
        if bundle.unit != me.unit:
            return Refused("other_unit", bundle.unit)
        with self.store.write() as tx:
            now_ms = moment(tx, self.clock).office_ms
            for file, data in rescue.files_of(bundle):
                replica.keep_file(tx, file, data, now_ms)
                replica.name_file(tx, file.digest)
            return sum(outbox.say_again(tx, me, event, event.at_ms, now_ms) for event in rescue.events_of(bundle))

    def close(self) -> None:
        """Lets the file go."""
        self.store.close()

    def _view(self, tx: Any) -> View:
        return View(tx, self._me().officer, moment(tx, self.clock).office_ms)

    def _me(self) -> Identity:
        if self._identity is None:
            raise NotEnrolled
        return self._identity

    def _read_identity(self) -> Identity | None:
        with self.store.read() as tx:
            text = replica.fact(tx, "identity")
        if not text:
            return None
        plain = text.encode() if text.startswith("{") else rescue.unseal(bytes.fromhex(text), self._passphrase)
        return _identities.decode(plain)

    def _sealed(self, plain: bytes) -> str:
        return rescue.seal(plain, self._passphrase).hex() if self._passphrase else plain.decode()


def _private(me: Identity) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(me.key, 16), ec.SECP256R1())
