"""Saying no on a page: the same refusals as everywhere, as HTML that stays where the person looks."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from models.store.engine import StoreAway, StoreBusy, StoreFull
from server import problem
from server.consoles.pages import Console, language_of, refused
from server.logging import fault
from server.problem import Problem
from server.session import Asking

_OF_STATUS = {401: "not_signed_in", 403: "not_allowed", 404: "not_found", 413: "too_large", 429: "too_many_tries"}


def _nobody(request: Asking) -> Console:
    return Console(None, "", language_of(request))


def on_problem(request: Asking, no: Problem) -> Response[str]:
    return refused(request, _nobody(request), no.code, no.detail)


def on_http(request: Asking, error: HTTPException) -> Response[str]:
    """Litestar's own refusals: a page that is not there, a method no page has."""
    code = _OF_STATUS.get(error.status_code, "unknown_refusal" if error.status_code >= 500 else "bad_call")
    return refused(request, _nobody(request), code, status=error.status_code)


def on_store(request: Asking, error: StoreFull | StoreAway | StoreBusy) -> Response[str]:
    return refused(request, _nobody(request), "store_full" if isinstance(error, StoreFull) else "store_away")


def on_fault(request: Asking, error: Exception) -> Response[str]:
    """An error nobody foresaw: told to the log, and to the person only that it happened."""
    fault(error)
    return refused(request, _nobody(request), "unknown_refusal")


HANDLERS: dict[Any, Any] = {
    Exception: on_fault,
    Problem: on_problem,
    HTTPException: on_http,
    StoreFull: on_store,
    StoreAway: on_store,
    StoreBusy: on_store,
}


def elsewhere(request: Asking, error: HTTPException) -> Response[Any]:
    """An address nobody has: a page for a person's browser, a problem for a program."""
    wants_page = "text/html" in request.headers.get("accept", "")
    return on_http(request, error) if wants_page else problem.on_http(request, error)
