"""What may happen next: officers work, the desk rearranges, machines die, copies wake, clocks jump."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from models import citizen, dossier, hold, notice, officer, request, visit, ward
from models.device import DeviceRevoked
from models.event import Body, Event, digest
from models.refusal import Refused
from models.said import FileRef, Window
from models.store import replica
from sync.board import read_thing
from sync.keys import sign
from sync.outbox import NEEDS_ENROLMENT
from sync.protocol import Header, signed_text, write_push
from sync.tablet import new_key
from sync.wire import Rejected
from tests.simulation import words
from tests.simulation.world import OFFICERS, Box, World

Step = Callable[[World], None]


# Officers at work.


def work(world: World) -> None:
    """An officer says something of a visit they hold, as a rule the next thing to be said."""
    box = world.chance.choice(world.boxes)
    for _ in range(world.chance.randint(1, 6)):
        body = _next_word(world, box)
        if body is not None:
            _say(world, box, body)


def _say(world: World, box: Box, body: Body) -> None:
    said = box.tablet.say(body)
    if not isinstance(said, Refused):
        world.promised.add(said)


def _next_word(world: World, box: Box) -> Body | None:
    chance = world.chance
    visits = box.tablet.things("visit")
    if not visits:
        return None
    held: visit.Visit = chance.choice(visits)
    v, d = held.id, held.dossiers[0]
    words_of = {
        "assigned": words.arrival(v) + [visit.VisitDeclined(visit=v, reason="họ hàng")],
        "acknowledged": words.arrival(v) * 3 + [visit.VisitDeclined(visit=v, reason="ốm")],
        "departed": words.arrival(v)[1:] * 4 + [visit.VisitFailed(visit=v, reason="nobody_home")],
        "arrived": words.steps(v, d) + [visit.VisitCompleted(visit=v, summary=f"xong {world.serial}")] * 2,
    }
    anyhow: list[Body] = [
        words.note(v, f"ghi chú {world.serial}"),
        visit.VisitAmended(visit=v, change=visit.VisitChange(minutes=chance.choice((30, 40, 60)))),
        citizen.CitizenAmended(
            citizen=held.citizen, change=citizen.CitizenChange(note=f"{world.serial}", language="km"), visit=v
        ),
        dossier.ResultReturned(dossier=d, manner="home", receiver="bà Đào", signed="signature"),
        _absence(world, box.officer),
    ]
    if chance.random() < 0.25 or held.state not in words_of:
        return chance.choice(anyhow)
    if held.state == "arrived" and chance.random() < 0.6:
        return _missing_step(held) or chance.choice(words_of["arrived"])
    return chance.choice(words_of[held.state])


def _missing_step(held: visit.Visit) -> Body | None:
    """The first step at the door that was not done yet."""
    done = (held.identity, held.lucidity, held.papers, held.assents, held.fees)
    return next(
        (body for body, seen in zip(words.steps(held.id, held.dossiers[0]), done, strict=True) if not seen), None
    )


def _absence(world: World, officer_id: str) -> Body:
    span = officer.Absence(
        id=f"ab-{world.new_id()}", from_ms=world.now_ms + words.DAY_MS, to_ms=world.now_ms + 2 * words.DAY_MS
    )
    return officer.OfficerAbsent(officer=officer_id, absence=span)


def photograph(world: World) -> None:
    """A photograph at the door."""
    box = world.chance.choice(world.boxes)
    visits = [held for held in box.tablet.things("visit") if held.state == "arrived"]
    if not visits:
        return
    data = world.chance.randbytes(world.chance.choice((1, 63, 64, 200, 500)))
    file = box.tablet.attach(data, "image/jpeg")
    assert isinstance(file, FileRef)
    _say(world, box, visit.DocumentCaptured(visit=world.chance.choice(visits).id, file=file))


def talk(world: World) -> None:
    """A tablet and the office, in today's weather; either may die over it."""
    box = world.chance.choice(world.boxes)
    if world.chance.random() < 0.1:
        world.store.fuse.light(world.chance.randint(1, 4), world.chance.random() < 0.5)
    if world.chance.random() < 0.15:
        with world.mortal(box, world.chance.randint(1, 9), world.chance.random() < 0.5):
            world.sync(box)
    else:
        world.sync(box)


def die_speaking(world: World) -> None:
    """A tablet dies while its officer speaks; what it had answered must be there when it wakes."""
    box = world.chance.choice(world.boxes)
    body = _next_word(world, box)
    if body is None:
        return
    before = box.spoken()
    with world.mortal(box, 1, world.chance.random() < 0.5):
        _say(world, box, body)
    after = box.spoken()
    missing = [event_id for event_id in before if event_id not in after]
    assert not missing, f"P1: killed while speaking, {missing} are gone"


# The desk.


def rearrange(world: World) -> None:
    """A clerk, a supervisor or a certifier says something, sometimes against an old version."""
    role, body = world.chance.choice(_desk_words(world))
    base = world.chance.randint(1, 40) if world.chance.random() < 0.2 else 0
    if world.chance.random() < 0.05:
        world.store.fuse.light(1, world.chance.random() < 0.5)
    world.desk(role, body, base=base)
    world.store.fuse.left = 0


def _desk_words(world: World) -> list[tuple[Any, Body]]:
    chance = world.chance
    case = str(chance.randint(1, world.cases))
    v, c, r, d = f"v-{case}", f"c-{case}", f"r-{case}", f"d-{case}"
    one, two = chance.sample(OFFICERS, 2)
    from_ms = world.now_ms + chance.randint(-1, 2) * words.DAY_MS
    return [
        ("supervisor", words.assigned(v, one)),
        ("supervisor", words.assigned(v, one)),
        ("supervisor", words.assigned(v, one, two)),
        ("supervisor", visit.VisitUnassigned(visit=v, reason="đổi người")),
        ("clerk", visit.VisitCancelled(visit=v, reason="rút đơn")),
        ("clerk", visit.VisitRescheduled(visit=v, window=Window(from_ms=from_ms, to_ms=from_ms + 1), reason="bận")),
        ("supervisor", visit.VisitFailed(visit=v, reason="other", note="lũ")),
        ("clerk", words.note(v, f"văn phòng {world.serial}")),
        ("clerk", visit.VisitAmended(visit=v, change=visit.VisitChange(minutes=45))),
        ("clerk", citizen.CitizenAmended(citizen=c, change=citizen.CitizenChange(note=f"bàn {world.serial}"))),
        ("clerk", request.RequestAmended(request=r, change=request.RequestChange(note=f"{world.serial}"))),
        ("clerk", request.RequestWithdrawn(request=r, reason="đổi ý")),
        ("clerk", dossier.DossierProcessed(dossier=d, due_day="2026-12-01")),
        ("certifier", dossier.ResultReady(dossier=d)),
        ("system", visit.VisitShelved(visit=v)),
        ("supervisor", notice.NoticePosted(notice=f"n-{world.new_id()}", unit=words.UNIT, title="Lũ", level="safety")),
        ("admin", ward.WardConfigured(unit=words.UNIT, change=ward.WardChange(hotline=f"{world.serial}"))),
        ("clerk", words.opened(f"d-{world.new_id()}", r, c)),
    ]


def plan(world: World) -> None:
    """Somebody rings, and a visit is planned; or a second one for the same request."""
    if world.chance.random() < 0.7:
        world.plan()
        return
    case = str(world.chance.randint(1, world.cases))
    d, v = f"d-{world.new_id()}", f"v-{case}"
    world.desk("clerk", words.opened(d, f"r-{case}", f"c-{case}"))
    world.desk("clerk", words.planned(f"{v}-{d}", f"r-{case}", f"c-{case}", (d,), world.now_ms))
    world.desk("supervisor", words.assigned(f"{v}-{d}", world.chance.choice(OFFICERS)))


def settle(world: World) -> None:
    """A supervisor decides about held work, or chooses between two values."""
    chance = world.chance
    open_ones = [one.state for one in _read(world, "hold") if not one.state.settled]
    if open_ones and chance.random() < 0.7:
        held: hold.Hold = chance.choice(open_ones)
        body = next((s for box in world.boxes if (s := box.spoken().get(held.id))), None)
        if body is not None and chance.random() < 0.6:
            event = msgspec.json.decode(body.line, type=Event)
            world.desk("supervisor", event.body, adopts=held.id)
        else:
            done = chance.choice((hold.WorkReturned, hold.WorkDismissed))
            world.desk("supervisor", done(hold=held.id, reason="đã xem"))
        return
    for kind in ("visit", "citizen"):
        for one in _read(world, kind):
            for clash in one.state.conflicts[:1]:
                world.desk(
                    "supervisor",
                    hold.ConflictSettled(
                        about=kind, subject=one.state.id, event=clash.event, field=clash.field,
                        take_offered=chance.random() < 0.5, reason="đã gọi",
                    ),
                )  # fmt: skip


def _read(world: World, kind: str) -> list[Any]:
    return [read_thing(kind, body) for body in world.things(kind).values()]


# Time and misfortune.


def wait(world: World) -> None:
    """Minutes, or a night, or half a month pass."""
    world.pass_time(world.chance.choice((60_000, words.HOUR_MS, words.DAY_MS, words.DAY_MS, 12 * words.DAY_MS)))


def move_clock(world: World) -> None:
    """Somebody sets a tablet's clock, or restarts it."""
    box = world.chance.choice(world.boxes)
    box.clock.off_ms = world.chance.choice((0, -3 * 365 * words.DAY_MS, 365 * words.DAY_MS, 7_000))
    if world.chance.random() < 0.6:
        box.clock.reboot()
    world.count("clock moved")


def fall_silent(world: World) -> None:
    """Tablets leave the network one by one and come back in another order."""
    box = world.chance.choice(world.boxes)
    box.wire.cut_off = not box.wire.cut_off
    world.count("network lost" if box.wire.cut_off else "network back")


def deliver(world: World) -> None:
    """A letter arrives late."""
    world.deliver()


def copy_tablet(world: World) -> None:
    """A tablet is copied, put back to its copy, or doubled."""
    box = world.chance.choice(world.boxes)
    drawn = world.chance.random()
    if drawn < 0.5 or not box.copy:
        world.copy_off(box)
    elif drawn < 0.8:
        world.put_tablet_back(box)
    elif len(world.boxes) < 5:
        world.clone(box)


def back_up(world: World) -> None:
    """The office backs up, or, seldom, is put back."""
    if world.backup is None or world.chance.random() < 0.6:
        world.back_up()
    else:
        world.put_office_back()


def revoke(world: World) -> None:
    """A tablet is thought lost, though it may not be."""
    me = world.chance.choice(world.boxes).tablet.identity
    if me is not None:
        world.desk("supervisor", DeviceRevoked(device=me.device, reason="mất máy"))
        world.count("device revoked")


def help_stranded(world: World) -> None:
    """Whoever cannot go on gets a new code."""
    for box in world.boxes:
        strand(world, box)


def strand(world: World, box: Box) -> None:
    """Gives a tablet a new code if it needs one."""
    trouble = box.tablet.trouble()
    if trouble is not None and trouble.code in NEEDS_ENROLMENT:
        world.count("enrolled anew")
        world.enrol_anew(box)


def hand_over(world: World) -> None:
    """A tablet's outbox is carried to another of the same officer."""
    box = world.chance.choice(world.boxes)
    others = [other for other in world.boxes if other.officer == box.officer and other is not box]
    if not others:
        return
    others[0].tablet.import_outbox(box.tablet.export_outbox("vịt", cost_log2=4), "vịt")
    box.alone = others[0].alone = False
    world.count("outbox carried by hand")


def forge(world: World) -> None:
    """Somebody without the key, or with a broken client, speaks in a tablet's name."""
    box = world.chance.choice(world.boxes)
    me = box.tablet.identity
    if me is None or not box.tablet.spoken():
        return
    with box.store.read() as tx:
        tape = replica.tape(tx)
        last = replica.all_spoken(tx)[-1]
        unsent, _ = replica.unsent_tally(tx)
    if unsent:
        return
    event = msgspec.json.decode(last.line, type=Event)
    with_key = world.chance.random() < 0.5
    prev = "f" * 64 if with_key else tape.digest
    line = msgspec.json.encode(replace(event, id=world.new_id(), n=tape.n + 1, prev=prev))
    key = _key_of(me.key) if with_key else new_key()
    header = Header(device=me.device, count=1, signature=sign(key, signed_text(me.device, digest(line))))
    world.count("forged push")
    world.forge(box, lambda: _accepted(world, me.token, write_push(header, [line])))


def _key_of(text: str) -> Any:
    return ec.derive_private_key(int(text, 16), ec.SECP256R1())


def _accepted(world: World, token: str, body: bytes) -> bytes:
    """The office's answer to a forged push; an answer without receipts is no belief."""
    answer = world.office.push(token, body)
    if not msgspec.json.decode(answer)["receipts"]:
        raise Rejected("nothing believed")
    return answer


STEPS: list[tuple[int, Step]] = [
    (34, work), (5, photograph), (34, talk), (3, die_speaking), (18, rearrange), (5, plan), (8, settle), (9, wait),
    (3, move_clock), (4, fall_silent), (8, deliver), (4, copy_tablet), (2, back_up), (1, revoke), (4, help_stranded),
    (1, hand_over), (1, forge),
]  # fmt: skip


def live(world: World, steps: int, often: tuple[str, ...] = ()) -> None:
    """Lets so many things happen; those named `often` come eight times as often as usual."""
    weights = [weight * (8 if step.__name__ in often else 1) for weight, step in STEPS]
    for _, step in world.chance.choices(STEPS, weights, k=steps):
        step(world)
        world.steps += 1
        world.now_ms += world.chance.randint(1, 2_000)
