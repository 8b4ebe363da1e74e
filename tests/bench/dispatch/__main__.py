"""`python -m tests.bench.dispatch WHAT`: every figure asked of the planner, as a table. Seconds are CPU seconds of one core.

Short by default; `--seeds` and `--seconds` make it as long as one likes. Rivals are measured when they are installed
(`uv pip install --group bench`). Solomon's instances and road extracts are read from where the user says.
"""

import argparse
import statistics
from pathlib import Path

from server.dispatch.fairness import USUAL
from tests.bench.dispatch import answers, roads, sixty, solomon, versus
from tests.bench.dispatch.province import province
from tests.bench.dispatch.report import table


def _solomon(folder: Path, prefixes: str, seconds: float, seed: int) -> None:
    """Gaps to the best known, ours and the bare solver's."""
    found = [solomon.measured(folder, name, seconds, seed, with_bare=True) for name in solomon.names(folder, prefixes)]
    rows: list[list[object]] = [[r.name, r.ours, r.bare, "yes" if r.feasible else "NO", r.cpu_s] for r in found]
    ours, bare = [r.ours for r in found], [r.bare for r in found]
    feasible = f"{sum(r.feasible for r in found)} of {len(found)}"
    rows.append(
        ["mean", statistics.mean(ours), statistics.mean(bare), feasible, statistics.mean(r.cpu_s for r in found)]
    )
    rows.append(["max", max(ours), max(bare), "", max(r.cpu_s for r in found)])
    table(
        f"Solomon, {seconds:g} s, seed {seed}: gap to best known in %", ["", "ours", "bare", "feasible", "CPU s"], rows
    )


def _sixty(seeds: int) -> None:
    """Who waits longest, with ageing and without."""
    rows = []
    for a_day in (28, 31, 34):
        for name, aging in (("with ageing", USUAL), ("without", sixty.NEVER)):
            found = [sixty.lived(seed, 60, a_day, 2, aging) for seed in range(seeds)]
            longest, priority = max(w.longest for w in found), max(w.longest_priority for w in found)
            mean = statistics.mean(w.mean for w in found)
            rows.append(
                [a_day, name, longest, priority, mean, sum(w.made for w in found), sum(w.waiting for w in found)]
            )
    head = ["asked a day, up to", "", "longest wait, days", "of priority", "mean", "made", "waiting at the end"]
    table("Sixty days, two officers", head, rows)


def _roads(extract: Path, osrm: Path | None, valhalla: Path | None, pbf: Path | None) -> None:
    """The router client against the engines themselves."""
    points = roads.streets(extract, 100, 1)
    if osrm is not None:
        with roads.osrm(osrm, extract) as router:
            print(roads.compared(router, points))
    if valhalla is not None and pbf is not None:
        with roads.valhalla(valhalla, pbf) as router:
            print(roads.compared(router, points))


def _asked() -> argparse.Namespace:
    """The command line, read."""
    kinds = (
        "ward",
        "overload",
        "province",
        "replan",
        "troubles",
        "fairness",
        "explain",
        "windows",
        "sixty",
        "solomon",
        "roads",
    )
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dispatch", description=__doc__)
    parser.add_argument("what", nargs="*", choices=(*kinds, []), help="all but the last two when none is named")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, action="append", help="of solving; `ward` takes several")
    parser.add_argument("--wards", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=16, help="as long in all while somebody is out")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--instances", type=Path, help="folder with Solomon's .vrp and .sol")
    parser.add_argument("--names", default="", help="only instances that begin so, commas between: R1,RC208")
    parser.add_argument("--extract", type=Path, help="an .osm file")
    parser.add_argument("--pbf", type=Path, help="the same as .osm.pbf")
    parser.add_argument("--osrm", type=Path, help="the unpacked package osrm/ of the wheel osrm-bindings")
    parser.add_argument("--valhalla", type=Path, help="the unpacked package valhalla/ of the wheel pyvalhalla")
    asked = parser.parse_args()
    asked.what = asked.what or kinds[:-2]
    return asked


def main() -> None:
    """Measures what the command line names."""
    asked = _asked()
    first = asked.seconds[0] if asked.seconds else None
    measures = {
        "ward": lambda: versus.ward_day(asked.seeds, asked.seconds or [1.0]),
        "overload": lambda: versus.overload(asked.seeds, first or 1.0),
        "province": lambda: province(asked.wards, first or 0.6, asked.processes, asked.rounds),
        "replan": lambda: answers.replan(asked.seeds, first or 0.3),
        "troubles": lambda: answers.replan(asked.seeds, first or 0.3, answers.SEVERAL),
        "fairness": lambda: answers.fairness(asked.seeds, first or 1.0),
        "explain": lambda: answers.explain(asked.seeds, first or 0.3),
        "windows": lambda: answers.windows(asked.days, first or 10.0),
        "sixty": lambda: _sixty(asked.seeds),
        "solomon": lambda: _solomon(asked.instances, asked.names, first or 10.0, asked.seed),
        "roads": lambda: _roads(asked.extract, asked.osrm, asked.valhalla, asked.pbf),
    }
    for what in asked.what:
        measures[what]()


if __name__ == "__main__":
    main()
