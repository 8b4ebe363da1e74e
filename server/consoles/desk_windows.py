"""The hours a caller may choose from: asked of the planner once per person and matter, and kept while they are read out."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from models.access import Actor
from models.ids import ID_PATTERN
from models.said import Window
from models.store import drafts
from models.store.drafts import Draft
from server import promises
from server.asked import speaks
from server.consoles import desk_view, sheet
from server.consoles.desk_view import Sight
from server.consoles.forms import Form
from server.consoles.pages import console, page
from server.house import House
from server.planning.asked import Wanted
from server.problem import Problem

DraftId = Annotated[str, PathParameter(pattern=ID_PATTERN, description="a call that is being taken down")]


def wanted(unit_id: str, sight: Sight) -> Wanted | None:
    """What the planner is asked for; None while nothing can be promised."""
    result, weight = sight.result, sight.weight
    office = sheet.at_office(sight.form, result)
    if result is None or weight is None or not (weight.comes or office) or not sight.form.text("citizen"):
        return None
    minutes = sum(part.minutes for part in result.parts or (result,)) if office else result.minutes
    home = sheet.person_of(sight.form, sight.person).address.place
    return Wanted(
        unit=unit_id, citizen=sight.person.id if sight.person else "", place=None if office else home,
        procedures=result.procedures[:10], mode="B" if office else result.mode or "B", where="office" if office else "home",
        minutes=min(max(minutes, 5), 480),
    )  # fmt: skip


def asked_as(unit_id: str, sight: Sight) -> str:
    """One name for the same question, so that the page asks again only when something changed that matters; empty: none."""
    what = wanted(unit_id, sight)
    at = f"{what.place.lat_e6}_{what.place.lon_e6}" if what and what.place else ""
    return (
        "-".join((what.citizen or sheet.NEW, what.mode, what.where, at, str(what.minutes), *what.procedures)).replace(
            ".", "_"
        )
        if what
        else ""
    )


@get("/desk/calls/{draft_id:str}/windows", sync_to_thread=True, opt=speaks())
def windows(house: NamedDependency[House], request: Request[Any, Any, Any], draft_id: DraftId) -> Response[Any]:
    """The best windows of the next days, each with a key; none while nothing can be promised."""
    who = console(house, request, "calls")
    with house.store.read() as tx:
        draft = drafts.one(tx, who.me.unit, draft_id)
        sight = desk_view.see(tx, who.me, Form((draft.form if draft else "").encode()), house.now_ms())
    what = wanted(who.me.unit, sight)
    found = promises.windows(house, what).windows if what else []
    return page("desk/windows.html", who, windows=found, asked=what is not None)


def hold(house: House, actor: Actor, draft: Draft, sight: Sight, chosen: str) -> Form:
    """The form with this window kept for its caller, and the one kept before let go; raises Problem(offer_over) when taken."""
    from_ms, _, to_ms = chosen.partition("-")
    what = wanted(draft.unit_id, sight)
    if what is None or not (from_ms.isdigit() and to_ms.isdigit()) or len(chosen) > 40:
        raise Problem("bad_call", "window")
    let_go(house, actor, sight.form)
    kept = promises.hold(house, actor, what, Window(from_ms=int(from_ms), to_ms=int(to_ms))).offer
    if kept is None:
        raise Problem("offer_over")
    return sight.form.changed(
        offer=kept.id,
        offer_from=str(kept.window.from_ms),
        offer_to=str(kept.window.to_ms),
        offer_until=str(kept.until_ms),
        offer_for=asked_as(draft.unit_id, sight),
    )


def fitted(house: House, actor: Actor, draft: Draft, sight: Sight) -> tuple[Form, bool]:
    """The form with its window kept for what is wanted by now, and whether it was lost: another wish takes more minutes.

    While a question is open it stays as it is.
    """
    form, now = sight.form, asked_as(draft.unit_id, sight)
    if not form.text("offer") or sight.result is None or form.text("offer_for") == now:
        return form, False
    if now:
        try:
            return hold(house, actor, draft, sight, f"{form.text('offer_from')}-{form.text('offer_to')}"), False
        except Problem as problem:
            if problem.code != "offer_over":
                raise
    else:
        let_go(house, actor, form)
    return form.changed(**dict.fromkeys(sheet.OFFER, "")), True


def let_go(house: House, actor: Actor, form: Form) -> None:
    """Frees the window that was kept for this call, if one was."""
    if form.text("offer"):
        promises.release(house, actor, actor.unit, form.text("offer"))


def promise(house: House, actor: Actor, form: Form, request_id: str, dossiers: tuple[str, ...]) -> None:
    """Promises the window kept for this call; when somebody else has the minutes by now the request waits without one."""
    if not form.text("offer"):
        return
    told = promises.Promise(request=request_id, dossiers=dossiers, note=sheet.note_of(form))
    try:
        promises.promise(house, actor, actor.unit, form.text("offer"), told)
    except Problem as problem:
        if problem.code != "offer_over":
            raise


HANDLERS = [windows]
