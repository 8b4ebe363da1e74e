"""Work for a pool's processes to do: they import it by name."""

import os
import time

from server.dispatch.limit import Watch


def answers(value: int, watch: Watch) -> int:
    """The value, after telling half-way."""
    watch("half", 0.5, value)
    return value


def whoami(watch: Watch) -> tuple[int, int]:
    """The process and its niceness."""
    return os.getpid(), os.nice(0)


def fails(watch: Watch) -> None:
    """Raises."""
    raise ValueError("no such ward")


class _Odd(Exception):
    def __init__(self, a: int, b: int) -> None:
        super().__init__(f"{a} {b}")


def fails_oddly(watch: Watch) -> None:
    """Raises what cannot be sent to another process."""
    raise _Odd(1, 2)


def dies(watch: Watch) -> None:
    """Takes its process with it."""
    os._exit(3)


def until_unwanted(watch: Watch) -> str:
    """Works on until it hears that nobody wants it."""
    while watch("working", 0.1, 0):
        time.sleep(0.01)
    return "stopped"


def deaf(watch: Watch) -> None:
    """Works for a minute and listens to nobody."""
    time.sleep(60)
