"""`/info` and `/status`: what everybody may read without signing in, in large type."""

import hmac
import re
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, RawBody
from litestar.response import Redirect

from models import calendar
from models.ids import END
from models.store import accounts
from server.asked import UnitCode, speaks
from server.consoles import public_view
from server.consoles.forms import Form
from server.consoles.pages import anybody, from_here, page
from server.house import House
from server.problem import Problem
from server.session import WIDE, host_of, limit_tries

ProcedureCode = Annotated[str, PathParameter(pattern=r"^[0-9]\.[0-9]{6}" + END, description="national procedure code")]
_CODE = re.compile(r"[0-9]{5}-[0-9]{6}-[0-9]{4,9}")
_NOBODY = "0" * public_view.LAST_DIGITS


@get("/info", sync_to_thread=True, opt=speaks(public=True))
def wards(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """The wards that work here; straight to the only one."""
    found = public_view.wards(house.store)
    if len(found) == 1:
        return Redirect(f"/info/{found[0].id}", status_code=303)
    return page("public/wards.html", anybody(house, request), wards=found)


@get("/info/{unit_id:str}", sync_to_thread=True, opt=speaks(public=True))
def ward(house: NamedDependency[House], request: Request[Any, Any, Any], unit_id: UnitCode) -> Response[Any]:
    """One ward: whom to ring, who is on duty, what is done at home and for how much, how punctual it was."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        told = public_view.ward(tx, unit_id, now_ms)
    if told is None:
        raise Problem("not_found", "ward")
    offered = public_view.procedures(told.law, calendar.local_day(now_ms))
    listed = [(one, public_view.fee(one, told.law, unit_id[:2], now_ms)) for one in offered]
    return page(
        "public/ward.html", anybody(house, request), ward=told, procedures=listed,
        figures=public_view.figures(house.store, unit_id, now_ms),
    )  # fmt: skip


@get("/info/{unit_id:str}/procedures/{code:str}", sync_to_thread=True, opt=speaks(public=True))
def procedure(
    house: NamedDependency[House], request: Request[Any, Any, Any], unit_id: UnitCode, code: ProcedureCode
) -> Response[Any]:
    """One procedure: papers to have ready, the fee and who pays less, how long it takes, and by which law."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        told = public_view.ward(tx, unit_id, now_ms)
    one = told.law.in_force(code, calendar.local_day(now_ms)) if told else None
    if told is None or one is None:
        raise Problem("not_found", "procedure")
    return page(
        "public/procedure.html", anybody(house, request), ward=told, one=one,
        fee=public_view.fee(one, told.law, unit_id[:2], now_ms),
        exempt=public_view.exemptions(one, told.law, unit_id[:2], now_ms),
    )  # fmt: skip


@get("/status", sync_to_thread=True, opt=speaks(public=True))
def ask(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """Asks for the code of a request and the last digits of its telephone."""
    return page("public/ask.html", anybody(house, request), code="", wrong="")


@post("/status", sync_to_thread=True, status_code=200, opt=speaks(public=True))
def status(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[Any]:
    """How far a request is, for whoever knows its code and the last digits of a telephone of it.

    A wrong code and wrong digits are answered alike; tries are counted for the code and for the address.
    """
    if not from_here(request):
        raise Problem("csrf")
    form = Form(body)
    who = anybody(house, request)
    code, digits = form.text("code").replace(" ", ""), "".join(c for c in form.text("digits", 40) if c.isdigit())
    if not _CODE.fullmatch(code) or len(digits) < public_view.LAST_DIGITS:
        return page("public/ask.html", who, status=422, code=code[:40], wrong="status-shape")
    host = host_of(request)
    narrow = f"status {code} from {host}"
    with house.store.write() as tx:
        limit_tries(tx, house, narrow)
        limit_tries(tx, house, f"status {code}", times=WIDE)
        limit_tries(tx, house, f"status from {host}", times=WIDE)
    with house.store.read() as tx:
        found = public_view.found(tx, code)
        known = found[1] if found else []
        right = [hmac.compare_digest(one, digits[-public_view.LAST_DIGITS :]) for one in (*known, _NOBODY)]
        told = public_view.followed(tx, found[0]) if found and any(right[:-1]) else None
    if told is None:
        return page("public/ask.html", who, status=404, code=code, wrong="status-unknown")
    with house.store.write() as tx:
        accounts.forget_tries(tx, narrow)
    return page("public/status.html", who, told=told)


HANDLERS = [wards, ward, procedure, ask, status]
