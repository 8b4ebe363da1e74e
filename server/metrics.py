"""What Prometheus is told: how calls fare in this process, and how the units stand in the store.

Events are counted from the journal, not from memory, so every process says the same and a restart forgets nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Lock
from typing import get_args

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from models.store import gauges
from models.store.engine import Store
from server import watch
from server.settings import Settings

SILENT_MS = 24 * 3_600_000
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts the calls of one process, and reads the rest when asked."""

    def __init__(self, store: Store, now_ms: Callable[[], int], settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._now_ms = now_ms
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "tannha_http_seconds", "Time to answer a call", ("method", "route", "status"), registry=self._registry,
            buckets=SECONDS,
        )  # fmt: skip
        self._under_way = 0
        under_way = Gauge("tannha_http_open", "Calls and streams under way", registry=self._registry)
        under_way.set_function(lambda: self._under_way)
        self._kinds: dict[tuple[str, str, int], Histogram] = {}
        self._lock = Lock()
        self._read_to: dict[str, int] = {}
        self._said: dict[str, Counter[tuple[str, str]]] = {}

    def begin(self) -> None:
        """A call came in. Calls begin and end on the loop's one thread, so a plain number does."""
        self._under_way += 1

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A call was answered; `route` is the template of its address, never the address."""
        self._under_way -= 1
        kind = self._kinds.get((method, route, status))
        if kind is None:
            kind = self._kinds[method, route, status] = self._seconds.labels(method, route, str(status))
        kind.observe(seconds)

    def text(self, units: Sequence[str]) -> bytes:
        """Everything in Prometheus' text form; of the store only these units."""
        return generate_latest(self._registry) + generate_latest(_Read(self._families(units)))

    def _families(self, units: Sequence[str]) -> list[CounterMetricFamily | GaugeMetricFamily]:
        events = CounterMetricFamily("tannha_events", "Events in the journal", labels=("unit", "kind", "outcome"))
        heads = GaugeMetricFamily("tannha_journal_seq", "Number of the newest event", labels=("unit",))
        holds = GaugeMetricFamily("tannha_holds_open", "Events waiting on the settling desk", labels=("unit",))
        silent = GaugeMetricFamily("tannha_tablets_silent", "Tablets not heard for 24 hours", labels=("unit",))
        alerts = GaugeMetricFamily("tannha_alerts", "What somebody should look at now", labels=("unit", "kind"))
        for unit_id in units:
            for (kind, outcome), count in sorted(self._events(unit_id).items()):
                events.add_metric((unit_id, kind, outcome), count)
            heads.add_metric((unit_id,), self._read_to[unit_id])
            with self._store.read() as tx:
                holds.add_metric((unit_id,), gauges.open_holds(tx, unit_id))
                silent.add_metric((unit_id,), gauges.silent_tablets(tx, unit_id, self._now_ms() - SILENT_MS))
                found = Counter(alert.kind for alert in watch.alerts(tx, unit_id, self._now_ms(), self._settings))
            for kind in get_args(watch.AlertKind):
                alerts.add_metric((unit_id, kind), found[kind])
        return [events, heads, holds, silent, alerts]

    def _events(self, unit_id: str) -> Counter[tuple[str, str]]:
        """Events by kind and outcome; only what is new since the last time is read."""
        with self._lock:
            known = self._said.setdefault(unit_id, Counter())
            with self._store.read() as tx:
                self._read_to[unit_id], fresh = gauges.said_since(tx, unit_id, self._read_to.get(unit_id, 0))
            for kind, outcome, count in fresh:
                known[kind or "unread", outcome] += count
            return known.copy()


class _Read(CollectorRegistry):
    """A registry of families read just now."""

    def __init__(self, families: Sequence[CounterMetricFamily | GaugeMetricFamily]) -> None:
        super().__init__()
        self._families = families

    def collect(self):  # type: ignore[no-untyped-def]
        return iter(self._families)
