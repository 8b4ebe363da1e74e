"""One line of JSON for each thing that happens, on standard output: never a name, a telephone, a number, a query.

What is told of a call is listed here; everything else stays out, because a log is read by more people than a dossier.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import structlog

QUIET = ("uvicorn.access", "httpx", "httpcore")
"""Loggers that would write whole addresses, with what somebody searched for in them."""

CHATTY = ("apscheduler",)
"""A clock that tells of every tick; what a job did is told by the job."""


def configure(level: str) -> None:
    """Sends everything, the libraries' lines too, to standard output as JSON from this level on."""
    number = getattr(logging, level.upper(), None)
    if not isinstance(number, int):
        raise ValueError(f"TANNHA_LOG_LEVEL={level!r}: debug, info, warning, error")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    json = structlog.processors.JSONRenderer(serializer=_json)
    # Not cached: a module's logger would hold on to the output and level of its first line, whatever is configured later.
    structlog.configure(
        processors=[*shared, json], wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(), cache_logger_on_first_use=False,
    )  # fmt: skip
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, json]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


@contextmanager
def configured(level: str) -> Iterator[None]:
    """The same while a block lasts, for a server inside another program; then ours and the root's are as they were."""
    ours, root = structlog.get_config(), logging.getLogger()
    handlers, number = list(root.handlers), root.level
    configure(level)
    try:
        yield
    finally:
        structlog.configure(**ours)
        root.handlers[:] = handlers
        root.setLevel(number)


def _json(line: dict[str, Any], **_: Any) -> str:
    return msgspec.json.encode(line, enc_hook=repr).decode()


def fault(error: BaseException) -> None:
    """Tells of an error nobody foresaw: its type and where it rose, not its message, which may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    structlog.get_logger().error("fault", error=type(error).__qualname__, where=where)
