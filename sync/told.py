"""What the office has answered a device, asked for again: after a restored backup a tablet learns what is still known."""

import msgspec

from models.access import Actor
from models.store import journal, projections, tapes
from models.store.engine import Store
from sync.office import receipt_of
from sync.protocol import Receipt, receipt

RECEIPTS_MAX = 1000


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts of the numbers the office knows, in order; the number it expects next; and the life of its database.

    Numbers from `expect` on are not known here, whatever receipts a tablet holds: it offers them again by an ordinary
    push beginning with `expect`. A new `epoch` says that the office was put back to a backup.
    """

    receipts: list[Receipt]
    expect: int
    epoch: str
    now_ms: int


def told(store: Store, actor: Actor, from_n: int, to_n: int, now_ms: int) -> Told:
    """The same receipts as ever for what this device said under these numbers, at most `RECEIPTS_MAX` of them."""
    last = min(to_n, from_n + RECEIPTS_MAX - 1)
    with store.read() as tx:
        said = journal.said_by_device(tx, actor.unit, actor.device, from_n, last)
        found = {n: receipt_of(entry) for n, entry in said.items()}
        for n, echo in tapes.echoes(tx, actor.unit, actor.device, from_n, last).items():
            entry = journal.entry(tx, actor.unit, echo.id)
            if echo.code or entry is None:
                found[n] = receipt(echo.id, n, "refused", 0, code=echo.code)
            else:
                found[n] = msgspec.structs.replace(receipt_of(entry), n=n)
        expect = tapes.tape(tx, actor.unit, actor.device).n + 1
        epoch = projections.epoch(tx)
    return Told(receipts=[found[n] for n in sorted(found)], expect=expect, epoch=epoch, now_ms=now_ms)
