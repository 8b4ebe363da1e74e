"""The application, its routes built before the server was forked: what is the same in every test's server is made once."""

from collections.abc import Callable

from server import app as application
from server.around import Application
from server.clock import wall_ms

_routes = application.make_routes()


def app(now_ms: Callable[[], int] = wall_ms) -> Application:
    """For `uvicorn --factory`, in a process that serves one application and ends."""
    return application.app(now_ms, lambda: _routes)
