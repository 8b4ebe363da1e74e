"""A device: one tablet in one officer's name, with its own key. Two officers on one tablet are two devices."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from models.ids import END, Id, UnitId, is_reserved
from models.refusal import Refused
from models.said import Body, Look, Name, Said, Short, State

KIND = "device"

PublicKey = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{130}" + END, description="uncompressed P-256 point (SEC 1), hexadecimal")
]


class Device(State, frozen=True, kw_only=True):
    """What is true of a device."""

    id: str
    unit: str
    officer: str
    label: str
    key: str
    enrolled_ms: int
    revoked: str = ""


class DeviceEnrolled(Body, frozen=True, kw_only=True):
    """A one-time code was used: this key now speaks for this officer."""

    device: Id
    unit: UnitId
    officer: Id
    label: Short = ""
    key: PublicKey


class DeviceRevoked(Body, frozen=True, kw_only=True):
    """The device may say nothing any more, from its next call on."""

    device: Id
    reason: Name


def rule(device: Device | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a device is lawful now."""
    if isinstance(body, DeviceEnrolled):
        return _enrollable(device, body, look)
    if device is None:
        return Refused("unknown_thing", KIND)
    return Refused("already_settled") if device.revoked else None


def _enrollable(device: Device | None, body: DeviceEnrolled, look: Look) -> Refused | None:
    """A name nobody bears, least of all the office's own; and a key no other device ever had, or two would be one."""
    if device is not None:
        return Refused("already_there", body.device)
    if is_reserved(body.device):
        return Refused("bad_value", "device")
    if look("key", body.key) is not None:
        return Refused("key_taken")
    return None if look("officer", body.officer) else Refused("unknown_thing", "officer")


def enrolled(_: None, body: DeviceEnrolled, said: Said) -> Device:
    return Device(
        id=body.device,
        unit=body.unit,
        officer=body.officer,
        label=body.label,
        key=body.key,
        enrolled_ms=said.received_ms,
    )


def revoked(device: Device, body: DeviceRevoked, _said: Said) -> Device:
    return replace(device, revoked=body.reason)


FOLDS = {DeviceEnrolled: enrolled, DeviceRevoked: revoked}
