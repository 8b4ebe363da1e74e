"""A province's day: every ward planned, side by side, in the processes the server would use."""

import time

from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.limit import Limit, Watch
from server.dispatch.plan import plan
from server.dispatch.pool import Pool
from server.dispatch.problem import Problem
from server.dispatch.route import Plan
from tests.bench.dispatch.report import table
from tests.bench.dispatch.wards import Ward, ward


def _timed(problem: Problem, limit: Limit, seed: int, watch: Watch) -> tuple[Plan, float]:
    """A ward's plan and the CPU seconds it took: on a machine with other work the wall clock tells little."""
    began_s = time.process_time()
    found = plan(problem, limit, seed, watch=watch)
    return found, time.process_time() - began_s


def province(wards: int, seconds: float, processes: int, rounds: int) -> None:
    """Wards of 50 visits and 5 officers: the wall clock, the rules, and whether anybody left out could have been served."""
    shape = Ward(visits=50, officers=5, doubles_percent=2, hamlets=6)
    problems = [replace(ward(10_000 + i, shape), unit=str(30_000 + i)) for i in range(wards)]
    pool = Pool(processes)
    began_s = time.perf_counter()
    jobs = [pool.submit(_timed, problem, Limit(cpu_s=seconds, rounds=rounds), 1) for problem in problems]
    plans, spent_s = zip(*(job.future.result() for job in jobs), strict=True)
    wall_s = time.perf_counter() - began_s
    pool.close()
    broken = sum(bool(faults(problem, found)) for problem, found in zip(problems, plans, strict=True))
    out = [(i, len(found.left_out)) for i, found in enumerate(plans) if found.left_out]
    curable = priority = 0
    for i, count in out:
        longer = plan(problems[i], Limit(cpu_s=20 * seconds), 2)
        bands = {visit.id: visit.band for visit in problems[i].visits}
        priority += sum(bands[visit] > 0 for visit in plans[i].left_out)
        curable += count - len(longer.left_out)
    title = f"Province day: {wards * 50} visits, {wards * 5} officers, {wards} wards, {processes} processes, {seconds:g} s each"
    title += f", up to {rounds} times as long while somebody is out"
    head = [
        "wall s",
        "CPU s a process",
        "wards breaking a rule",
        "left out",
        "of priority",
        "of these served given 20 times as long",
    ]
    table(title, head, [[wall_s, sum(spent_s) / processes, broken, sum(count for _, count in out), priority, curable]])
