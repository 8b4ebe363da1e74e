"""Two hands on one field, under every order: nothing is overwritten unseen, and nobody is in conflict with themselves."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.citizen import Citizen, CitizenChange, Status
from models.merge import Merging, amended, fields_of, merge, settled
from models.officer import Absence, Officer, OfficerChange, Shift, Skill
from models.request import Request, RequestChange, Want
from models.said import Address, Contact, Place, Said, Window
from models.visit import Visit, VisitChange
from models.ward import Ward, WardChange

OFFICE = "office:30307"
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
PLACES = st.builds(Place, lat_e6=st.integers(-9, 9), lon_e6=st.integers(-9, 9))
ADDRESSES = st.builds(Address, house=WORDS, landmark=WORDS, place=st.none() | PLACES)
CONTACTS = st.builds(Contact, name=st.just("Bà Tư"), phone=WORDS)

KINDS: list[tuple[Merging, type[msgspec.Struct], dict[str, Any]]] = [
    (
        Citizen(id="c", unit="30307", name="Đào"),
        CitizenChange,
        {
            "note": WORDS, "address": ADDRESSES, "helper": st.none() | CONTACTS, "birth": st.just("1940"),
            "phones": st.lists(WORDS, max_size=3).map(tuple), "needs": st.just(("deaf",)), "language": WORDS,
            "statuses": st.lists(st.builds(Status, kind=st.just("poor"), until=st.just("2027-01-01"))).map(tuple),
        },
    ),
    (
        Visit(id="v", unit="30307", request="r", citizen="c", dossiers=("d",), window=Window(from_ms=0, to_ms=1)),
        VisitChange,
        {"note": WORDS, "address": ADDRESSES, "minutes": st.integers(5, 480), "summary": WORDS},
    ),
    (
        Request(id="r", unit="30307", code="1", citizen="c"),
        RequestChange,
        {
            "note": WORDS, "consent": st.booleans(), "caller": st.none() | CONTACTS,
            "wants": st.lists(st.builds(Want, procedure=WORDS), min_size=1, max_size=2).map(tuple),
        },
    ),
    (
        Officer(id="o", unit="30307", name="Lan", absences=(Absence(id="a", from_ms=0, to_ms=1),)),
        OfficerChange,
        {
            "phone": WORDS, "start": st.none() | PLACES, "relatives": st.just(("c-1",)), "languages": st.just(("km",)),
            "skills": st.lists(st.builds(Skill, procedure=WORDS, part=st.just("receiver")), max_size=2).map(tuple),
            "shifts": st.lists(st.builds(Shift, weekday=st.just(1), from_minute=st.just(2), to_minute=st.just(3))).map(tuple),
        },
    ),
    (
        Ward(id="30307"),
        WardChange,
        {"hotline": WORDS, "office": st.none() | PLACES, "radius_km": st.integers(1, 200)},
    ),
]  # fmt: skip


class Edit(NamedTuple):
    """One change: of which fields, by whose hand, and how many versions ago they had last looked."""

    change: msgspec.Struct
    device: str
    behind: int


@st.composite
def edits(draw: st.DrawFn) -> tuple[Merging, list[Edit]]:
    """A thing, and changes to it by two tablets and the office."""
    state, change, fields = draw(st.sampled_from(KINDS))
    made: list[Edit] = []
    for _ in range(draw(st.integers(1, 8))):
        chosen = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True))
        values = {name: draw(fields[name]) for name in chosen}
        made.append(Edit(change(**values), draw(st.sampled_from(("t-1", "t-2", OFFICE))), draw(st.integers(0, 5))))
    return state, made


def said(seq: int, base: int, device: str = OFFICE) -> Said:
    """The circumstances of a change."""
    return Said(
        seq=seq, event=f"e-{seq}", by=device, device=device, at_ms=seq, bound_ms=0, doubtful=False, received_ms=seq,
        base=base, lease=0,
    )  # fmt: skip


@given(edits())
def test_no_hand_overwrites_what_it_has_not_seen(story: tuple[Merging, list[Edit]]) -> None:
    """A field changes only by one who had seen its value or wrote it; every other offer stands beside it, whole."""
    state, made = story
    wrote: dict[str, tuple[int, str]] = {}
    for seq, edit in enumerate(made, 1):
        base = max(0, seq - 1 - edit.behind)
        after = amended(state, edit.change, said(seq, base, edit.device))
        offered = {(c.field, c.event): c for c in after.conflicts}
        for name, value in fields_of(edit.change).items():
            before = getattr(state, name)
            at, hand = wrote.get(name, (0, ""))
            unseen = at > base and not (hand == edit.device != OFFICE)
            if value != before and unseen:
                conflict = offered[name, f"e-{seq}"]
                assert getattr(after, name) == before
                assert [conflict.kept, conflict.offered] == [msgspec.json.encode(v).decode() for v in (before, value)]
            else:
                assert getattr(after, name) == value and (name, f"e-{seq}") not in offered
                if value != before:
                    wrote[name] = (seq, edit.device)
        untouched = set(state.__struct_fields__) - set(fields_of(edit.change)) - {"changed", "hands", "conflicts"}
        assert all(getattr(after, name) == getattr(state, name) for name in untouched)
        assert after.conflicts[: len(state.conflicts)] == state.conflicts
        state = after


@given(edits())
def test_who_has_seen_everything_is_never_in_conflict(story: tuple[Merging, list[Edit]]) -> None:
    """Said against the present version, a change simply holds."""
    state, made = story
    for seq, edit in enumerate(made, 1):
        outcome = merge(state, edit.change, seq - 1)
        assert outcome.conflicts == () and not outcome.parallel
        state = amended(state, edit.change, said(seq, seq - 1, edit.device))
        assert all(getattr(state, name) == value for name, value in fields_of(edit.change).items())


@given(edits())
def test_one_tablet_alone_is_never_in_conflict(story: tuple[Merging, list[Edit]]) -> None:
    """However old the base, words of one hand follow each other; a console's do not excuse themselves so."""
    state, made = story
    for seq, edit in enumerate(made, 1):
        assert merge(state, edit.change, 0, "t-1").conflicts == ()
        state = amended(state, edit.change, said(seq, 0, "t-1"))
    assert state.conflicts == ()
    assert set(state.hands.values()) <= {"t-1"} and set(state.hands) == set(state.changed)


@given(edits(), st.booleans())
def test_a_choice_settles_one_conflict_and_only_it(story: tuple[Merging, list[Edit]], take: bool) -> None:
    """The chosen value stands with its true type, the other conflicts stay open, and nobody's hand is on it any more."""
    state, made = story
    for seq, edit in enumerate(made, 1):
        state = amended(state, edit.change, said(seq, 0, ("t-1", "t-2")[seq % 2]))
    for conflict in state.conflicts:
        before = getattr(state, conflict.field)
        after = settled(state, conflict.event, conflict.field, take, said(99, 98))
        assert after.conflicts == tuple(c for c in state.conflicts if c != conflict)
        if take:
            offered = fields_of(made[int(conflict.event[2:]) - 1].change)[conflict.field]
            assert getattr(after, conflict.field) == offered
            assert after.changed[conflict.field] == 99 and conflict.field not in after.hands
        else:
            assert getattr(after, conflict.field) == before and after.changed == state.changed
        state = after
    assert state.conflicts == ()


@given(edits())
def test_a_state_survives_being_written_down(story: tuple[Merging, list[Edit]]) -> None:
    """What is true is the same after it was kept as JSON and read again."""
    state, made = story
    for seq, edit in enumerate(made, 1):
        state = amended(state, edit.change, said(seq, 0, edit.device))
    assert msgspec.json.decode(msgspec.json.encode(state), type=type(state)) == state


@pytest.mark.parametrize(("state", "change", "fields"), KINDS, ids=[type(kind[0]).__name__ for kind in KINDS])
def test_every_field_of_a_change_is_a_field_of_its_state(
    state: Merging, change: type[msgspec.Struct], fields: dict[str, Any]
) -> None:
    """A change names only what there is, and the fields tried here are fields of it."""
    assert set(change.__struct_fields__) <= set(state.__struct_fields__)
    assert set(fields) <= set(change.__struct_fields__)
    assert fields_of(change()) == {}
    assert amended(state, change(), said(5, 0)) == state


def test_disjoint_fields_come_to_the_same_in_either_order() -> None:
    """Two hands on two fields, each from the same base: whoever comes first, both hold."""
    state, _, _ = KINDS[1]
    note, minutes = VisitChange(note="cổng xanh"), VisitChange(minutes=60)
    one = amended(amended(state, note, said(2, 1, "t-1")), minutes, said(3, 1, "t-2"))
    other = amended(amended(state, minutes, said(2, 1, "t-2")), note, said(3, 1, "t-1"))
    for after in (one, other):
        assert isinstance(after, Visit) and (after.note, after.minutes, after.conflicts) == ("cổng xanh", 60, ())
    assert merge(one, VisitChange(summary="x"), 1, "t-1").parallel


def test_agreeing_is_no_conflict() -> None:
    """Two hands that say the same thing do not trouble anybody."""
    state, _, _ = KINDS[1]
    after = amended(state, VisitChange(note="chó dữ"), said(2, 1, "t-1"))
    assert amended(after, VisitChange(note="chó dữ"), said(3, 1, "t-2")).conflicts == ()
