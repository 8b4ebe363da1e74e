"""Applications that stand already: building the routes takes 0.2 s and they know no house, so tests use them in turn."""

from __future__ import annotations

from server.app import make_routes
from server.around import Application
from server.house import House

_free: list[Application] = []
_lent: list[Application] = []


def app_of(house: House) -> Application:
    """An application around this house, nobody else's until the end of the test."""
    _lent.append(_free.pop() if _free else make_routes())
    return _lent[-1].move_in(house)


def give_back() -> None:
    """The test is over: others may have what it used."""
    _free.extend(_lent)
    _lent.clear()
