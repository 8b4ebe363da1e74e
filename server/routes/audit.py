"""`/audit`: who looked at whom, and what administrators did to accounts."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from models.store import accounts
from server import ready
from server.asked import After, IdAsked, Limit, UnitAsked, speaks
from server.house import House
from server.reading import looking


class AuditLook(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody looked at something, or changed an account: kind, of whom, when."""

    id: str
    unit: str
    actor: str
    name: str
    kind: str
    subject: str
    at_ms: int


@get("/", sync_to_thread=True, opt=speaks(ready.pages(AuditLook)))
def looks(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    subject: IdAsked = "",
    actor: IdAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Looks at one person or thing, or by one account, newest first; of one unit, the caller's own if none is named."""
    _, units = looking(house, request, "audit", unit)
    unit_id = units[0]
    with house.store.read() as tx:
        views = accounts.views_of(tx, unit_id, subject, actor, limit + 1, after)
        names = accounts.names(tx, unit_id, sorted({view.actor_id for view in views}))
    items = [
        AuditLook(
            id=view.id, unit=view.unit_id, actor=view.actor_id, name=names.get(view.actor_id, ""), kind=view.kind,
            subject=view.subject_id, at_ms=view.at_ms,
        )
        for view in views
    ]  # fmt: skip
    return ready.page_of(items, limit, items[limit - 1].id if len(items) > limit else "")


ROUTER = Router("/audit", route_handlers=[looks], tags=["audit"])
