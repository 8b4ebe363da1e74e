"""What each request costs, as ratios against a baseline measured in the same run: `python -m tests.bench`.

No figure here is a test. CPU seconds are of the server's process (user and system), so a busy machine blurs them less.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import growing, listening, opening, pulling, pushing
from tests.bench.row import Row

SECTIONS: dict[str, Callable[[Path, float], list[Row]]] = {
    "push": pushing.measure,
    "pull": pulling.measure,
    "live": listening.measure,
    "growth": growing.measure,
    "opening": opening.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(SECTIONS), action="append", help="one part (may be given again)")
    parser.add_argument("--size", type=float, default=1.0, help="how much of the full measurement, e.g. 0.2")
    asked = parser.parse_args()
    table = Table("what", "ours", "baseline", "ratio", "aim", title="Tận Nhà: costs against baselines of the same run")
    console = Console()
    for name, measure in SECTIONS.items():
        if asked.only and name not in asked.only:
            continue
        with tempfile.TemporaryDirectory() as folder, console.status(name):
            for row in measure(Path(folder), asked.size):
                table.add_row(row.what, row.ours, row.baseline, f"{row.ratio:.2f}", row.aim)
    console.print(table)


main()
