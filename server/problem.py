"""Saying no over HTTP: RFC 9457 problem details, with our code, both sentences and the next step."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from models.refusal import Refused, sentence
from models.store.engine import StoreAway, StoreBusy, StoreFull
from server.logging import fault

PROBLEM = "application/problem+json"


class Problem(Exception):
    """A whole call is refused; handlers raise it, the application answers it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class ProblemBody(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a refused call answers (RFC 9457 with extensions)."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    vi: str = ""
    en: str = ""
    next_vi: str = ""
    next_en: str = ""
    mender: str = ""


def refuse(no: Refused | None) -> None:
    """Raises the problem a refusal stands for; nothing when there is none."""
    if no is not None:
        raise Problem(no.code, no.detail)


def body_of(code: str, detail: str = "", status: int = 0) -> ProblemBody:
    """The problem body of a refusal code."""
    no = sentence(code)
    return ProblemBody(
        type=f"urn:tannha:problem:{code}", title=no.en, status=status or no.status, code=code, detail=detail, vi=no.vi,
        en=no.en, next_vi=no.next_vi, next_en=no.next_en, mender=no.mender,
    )  # fmt: skip


def answer(code: str, detail: str = "", status: int = 0) -> Response[bytes]:
    """The response of a refusal code."""
    body = body_of(code, detail, status)
    headers = {"Retry-After": "5"} if body.status in (429, 503) else None
    return Response(msgspec.json.encode(body), media_type=PROBLEM, status_code=body.status, headers=headers)


def on_problem(_: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    return answer(problem.code, problem.detail)


def on_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals in the same form: bad body or parameters, unknown address, wrong method."""
    status = error.status_code
    code = {401: "not_signed_in", 403: "not_allowed", 404: "not_found", 413: "too_large", 429: "too_many_tries"}
    extra = error.extra if isinstance(error.extra, list) else []
    where = "; ".join(f"{e.get('key', '')}: {e.get('message', '')}" for e in extra if isinstance(e, dict))
    response = answer(code.get(status, "unknown_refusal" if status >= 500 else "bad_call"), where[:500], status)
    response.headers.update(error.headers or {})
    return response


def on_store(_: Request[Any, Any, Any], error: StoreFull | StoreAway | StoreBusy) -> Response[bytes]:
    return answer("store_full" if isinstance(error, StoreFull) else "store_away")


def on_fault(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """An error nobody foresaw: told to the log, and to the caller only that it happened."""
    fault(error)
    return answer("unknown_refusal")


HANDLERS: dict[Any, Any] = {
    Exception: on_fault,
    Problem: on_problem,
    HTTPException: on_http,
    StoreFull: on_store,
    StoreAway: on_store,
    StoreBusy: on_store,
}
