"""How figures are printed: tables that people and Markdown read."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a titled table."""
    texts = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in (list(head), *texts)) for i in range(len(head))]
    print(f"\n### {title}\n")
    for line in (list(head), ["-" * width for width in widths], *texts):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |", flush=True)


class Spent:
    """CPU seconds of this process between begin and end."""

    cpu_s = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """Measures the block."""
    found, began_s = Spent(), time.process_time()
    yield found
    found.cpu_s = time.process_time() - began_s
