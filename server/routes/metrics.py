"""`/metrics`: numbers for Prometheus, told to the machine itself and to administrators."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from models.store import journal
from server.asked import speaks
from server.house import House
from server.metrics import Metrics
from server.reading import looking
from server.session import host_of

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@get("/", sync_to_thread=True, opt=speaks(str, answers_type="text/plain"))
def read(
    house: NamedDependency[House], metrics: NamedDependency[Metrics], request: Request[Any, Any, Any]
) -> Response[bytes]:
    """Calls by address and status, events by kind and outcome, journal heads, open holds, silent tablets."""
    with house.store.read() as tx:
        units = journal.units(tx)
    if not _from_here(request):
        _, seen = looking(house, request, "accounts")
        units = [unit_id for unit_id in units if unit_id in seen]
    return Response(metrics.text(units), media_type=CONTENT_TYPE_LATEST)


def _from_here(request: Request[Any, Any, Any]) -> bool:
    """Whether the caller is this machine itself, and no proxy on it speaking for somebody else."""
    return host_of(request) in LOOPBACK and not any(name in request.headers for name in FORWARDED)


ROUTER = Router("/metrics", route_handlers=[read], tags=["health"])
