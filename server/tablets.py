"""Whether a tablet that still has a token may still use it: revoking a device bites on its next call."""

from models.access import Actor
from models.store import projections
from server.house import House
from server.problem import Problem
from sync.board import read_thing


def still_trusted(house: House, actor: Actor) -> Actor:
    """The actor again; raises Problem(device_revoked) when it speaks as a device that was revoked."""
    if actor.device:
        with house.store.read() as tx:
            body = projections.body(tx, actor.unit, "device", actor.device)
        if body is None:
            raise Problem("device_unknown", actor.device)
        if read_thing("device", body).state.revoked:
            raise Problem("device_revoked")
    return actor
