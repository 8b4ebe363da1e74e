"""The office's clock and where its names come from; passed in wherever either is needed."""

import time

import uuid_utils


def wall_ms() -> int:
    """The office's clock: milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def uuid7() -> str:
    """A fresh UUIDv7 (RFC 9562 §5.7)."""
    return str(uuid_utils.uuid7())
