"""What Prometheus is told: true numbers, by route and not by address, of the units the caller may see."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, get_args

from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from models.device import DeviceRevoked
from server import watch
from server.metrics import SILENT_MS, Metrics
from server.settings import Settings
from tests.server.seeded import NEXT_WARD, PROVINCE, UNITS, WARD, Seeded

Sample = tuple[str, tuple[tuple[str, str], ...]]


def read(text: str) -> dict[Sample, float]:
    """Every sample of a text, by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of_units(samples: dict[Sample, float], name: str) -> dict[str, float]:
    """The values of a gauge by unit."""
    return {dict(labels)["unit"]: value for (known, labels), value in samples.items() if known == name}


def calling_from(host: str, app: Any) -> Any:
    """The application as a server on a socket would ask it for somebody at this address."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "client": (host, 50000)} if scope["type"] == "http" else scope, receive, send)

    return served


def test_calls_are_counted_by_route(client: TestClient[Any], seeded: Seeded) -> None:
    """Calls are counted under the template of their address and their status: no id and no search becomes a label."""
    things = seeded.things[WARD]
    for path in (f"/visits/{things.visit}", f"/visits/{things.request}", "/citizens?q=Bưởi", "/nowhere/at/all"):
        client.get(path, headers=seeded.bearer("supervisor"))
    text = client.get("/metrics", headers=seeded.bearer("admin")).text
    counted = {labels: value for (name, labels), value in read(text).items() if name == "tannha_http_seconds_count"}
    assert {(dict(labels)["route"], dict(labels)["status"]): value for labels, value in counted.items()} == {
        ("/visits/{visit_id}", "200"): 1, ("/visits/{visit_id}", "404"): 1, ("/citizens", "200"): 1, ("-", "404"): 1,
    }  # fmt: skip
    assert things.visit not in text and "Bưởi" not in text and "/nowhere" not in text


def test_events_are_counted_from_the_journal(seeded: Seeded) -> None:
    """Every event is counted once by kind and outcome, however often it is asked and whichever process is asked."""

    def events(metrics: Metrics) -> dict[tuple[str, str, str], float]:
        samples = read(metrics.text([WARD]).decode())
        found = {labels: value for (name, labels), value in samples.items() if name == "tannha_events_total"}
        return {(dict(k)["unit"], dict(k)["kind"], dict(k)["outcome"]): value for k, value in found.items()}

    one = Metrics(seeded.store, seeded.clock, Settings())
    before = events(one)
    assert before[WARD, "VisitAmended", "parked"] == 1 and before[WARD, "VisitPlanned", "applied"] == 1
    seeded.say(WARD, "supervisor", DeviceRevoked(device=seeded.things[WARD].device, reason="mất máy"))
    after = events(one)
    assert (
        after
        == before | {(WARD, "DeviceRevoked", "applied"): 1}
        == events(Metrics(seeded.store, seeded.clock, Settings()))
    )
    with seeded.store.read() as tx:
        assert sum(after.values()) == tx.row("SELECT seq FROM heads WHERE unit_id = ?", WARD)[0]  # type: ignore[index]


def test_how_the_units_stand(seeded: Seeded) -> None:
    """Heads, open holds and tablets not heard for a day are told per unit; a revoked tablet is missed by nobody."""
    metrics = Metrics(seeded.store, seeded.clock, Settings())
    now = read(metrics.text(UNITS).decode())
    assert of_units(now, "tannha_holds_open") == dict.fromkeys(UNITS, 1)
    assert of_units(now, "tannha_tablets_silent") == dict.fromkeys(UNITS, 0)
    assert min(of_units(now, "tannha_journal_seq").values()) > 5
    seeded.say(NEXT_WARD, "supervisor", DeviceRevoked(device=seeded.things[NEXT_WARD].device, reason="mất máy"))
    seeded.clock.ms += SILENT_MS + 1
    later = read(metrics.text(UNITS).decode())
    assert of_units(later, "tannha_tablets_silent") == {WARD: 1, NEXT_WARD: 0, PROVINCE: 1}
    with seeded.store.read() as tx:
        told = Counter(alert.kind for alert in watch.alerts(tx, WARD, seeded.clock(), Settings()))
    counted = {
        dict(labels)["kind"]: value
        for (name, labels), value in later.items()
        if name == "tannha_alerts" and dict(labels)["unit"] == WARD
    }
    assert counted == dict.fromkeys(get_args(watch.AlertKind), 0) | told and sum(told.values()) > 0


def test_administrators_read_their_own_units(client: TestClient[Any], seeded: Seeded) -> None:
    """A ward's administrator reads of that ward only, the province's of all below."""

    def units(unit: str) -> set[str]:
        return set(re.findall(r'unit="(\d+)"', client.get("/metrics", headers=seeded.bearer("admin", unit)).text))

    assert units(WARD) == {WARD}
    assert units(PROVINCE) == set(UNITS)


def test_the_machine_itself_may_read(seeded: Seeded) -> None:
    """From the machine itself everything may be read without a session, but not through a proxy that runs on it."""
    with TestClient(calling_from("127.0.0.1", seeded.app())) as here:
        assert set(re.findall(r'unit="(\d+)"', here.get("/metrics").text)) == set(UNITS)
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
            assert here.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401
    with TestClient(calling_from("192.0.2.7", seeded.app())) as elsewhere:
        assert elsewhere.get("/metrics").status_code == 401
