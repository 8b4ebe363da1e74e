"""Every address of the consoles, wired once: no page is part of the API's description, each says no as a page."""

from litestar import Router

from server.asked import BODY_BYTES_MAX
from server.consoles import (
    account_pages,
    admin_accounts,
    admin_laws,
    admin_pages,
    admin_units,
    board_pages,
    bringing,
    callbacks,
    case_pages,
    checking,
    deciding,
    desk,
    doors,
    hours,
    letter_pages,
    map_pages,
    plan_pages,
    public,
    ratings,
    reminding,
    report_pages,
    settling_pages,
    trouble,
)
from server.consoles.statics import static

ROUTER = Router(
    "/",
    route_handlers=[
        static,
        *doors.HANDLERS,
        *desk.HANDLERS,
        *callbacks.HANDLERS,
        *board_pages.HANDLERS,
        *map_pages.HANDLERS,
        *public.HANDLERS,
        *ratings.HANDLERS,
        *reminding.HANDLERS,
        *plan_pages.HANDLERS,
        *report_pages.HANDLERS,
        *account_pages.HANDLERS,
        *admin_pages.HANDLERS,
        *admin_accounts.HANDLERS,
        *admin_units.HANDLERS,
        *admin_laws.HANDLERS,
        *settling_pages.HANDLERS,
        *letter_pages.HANDLERS,
        *case_pages.HANDLERS,
        *deciding.HANDLERS,
        *bringing.HANDLERS,
        *hours.HANDLERS,
        *checking.HANDLERS,
    ],
    exception_handlers=trouble.HANDLERS,
    include_in_schema=False,
    request_max_body_size=BODY_BYTES_MAX,
)
"""A new console adds its handlers here, its place to `pages.MENU`, and its words to server/words."""
