"""One line of the bench's table."""

from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, ours and the baseline in words, their ratio, and the aim of that ratio."""

    what: str
    ours: str
    baseline: str
    ratio: float
    aim: str
