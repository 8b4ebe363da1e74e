"""Deadlines: a year of arrivals around every holiday against an independent count, and the rules of terms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from models.calendar import add_working_minutes, default_calendar, local_day, local_hm, ms_of
from models.deadline import (
    AGREED_DAYS_MAX,
    Term,
    apology_at_ms,
    begin,
    extend,
    give_back_by,
    hand_over_by_ms,
    needs_apology,
    office_minutes,
    open_standing,
    pause,
    promise,
    reappoint,
    resume,
    statutory_and_used,
)
from models.procedure import Procedure, catalogue
from models.reason import Reason

CAL = default_calendar()

# Written by hand from the announcements for 2026, apart from the code's own data: weekdays off, Saturdays worked.
OFF = {
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-27",
    "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24",
}  # fmt: skip
WORKED_SATURDAYS = {"2026-01-10", "2026-08-22"}


def _worked() -> list[str]:
    days = (date(2026, 1, 1) + timedelta(n) for n in range(365))
    return [
        day.isoformat()
        for day in days
        if (day.weekday() < 5 and day.isoformat() not in OFF) or day.isoformat() in WORKED_SATURDAYS
    ]


WORKED = _worked()


def procedure(working_days: int = 0, extend_days: int = 0, agreed: bool = False) -> Procedure:
    """A procedure of so many working days; none: the same day."""
    known = next(p for p in catalogue() if p.code == "2.000884")
    return replace(
        known, same_day=not working_days, working_days=working_days, extend_days=extend_days, extend_by_agreement=agreed
    )


def at(text: str) -> int:
    """The moment of a local "2026-11-21 15:00"."""
    day, hm = text.split()
    return ms_of(day, int(hm[:2]) * 60 + int(hm[3:]))


def said(ms: int) -> str:
    """A moment as people write it."""
    return f"{local_day(ms)} {local_hm(ms)}"


def term(received: str, working_days: int = 0) -> Term:
    """The term of a dossier received then."""
    return begin(procedure(working_days), CAL, at(received))


def reason(value: object) -> str:
    """The reason a rule gives for saying no."""
    assert isinstance(value, Reason) and value.vi and value.en
    return value.id


def expected_day(day: str, late: bool, working_days: int) -> str:
    """The due day by counting on a list of worked days: nothing but positions in it."""
    after = [worked for worked in WORKED if worked > day]
    if not working_days:
        return day if day in WORKED and not late else after[0]
    return after[working_days - 1]


@pytest.mark.parametrize("working_days", [0, 1, 2, 3, 5, 10, 22])
@pytest.mark.parametrize("hm", ["00:00", "07:00", "11:45", "14:59", "15:00", "15:01", "16:59", "23:59"])
def test_a_year_of_arrivals(hm: str, working_days: int) -> None:
    """On every day of 2026, around every holiday and swapped Saturday, the due day is the one counted by hand."""
    for n in range(330):
        day = (date(2026, 1, 1) + timedelta(n)).isoformat()
        found = term(f"{day} {hm}", working_days)
        assert found.due_day == expected_day(day, hm > "15:00", working_days), f"{day} {hm}"
        assert said(found.due_ms) == f"{found.due_day} 17:00"


@pytest.mark.parametrize(
    ("received", "working_days", "due"),
    [
        ("2026-02-13 15:00", 0, "2026-02-13"),  # the last Friday before Tết, just in time
        ("2026-02-13 15:01", 0, "2026-02-23"),  # a minute later: ten days
        ("2026-02-13 08:00", 5, "2026-02-27"),
        ("2026-02-17 09:00", 0, "2026-02-23"),  # the first day of Tết
        ("2026-01-09 16:00", 0, "2026-01-10"),  # the Saturday worked for 2 January
        ("2026-01-10 10:00", 0, "2026-01-10"),
        ("2026-04-24 15:30", 0, "2026-04-28"),  # Giỗ Tổ on a Sunday, its Monday off
        ("2026-04-29 15:30", 0, "2026-05-04"),
        ("2026-08-28 15:30", 0, "2026-09-03"),  # 31 August swapped, then two days of Quốc khánh
        ("2026-08-21 16:00", 0, "2026-08-22"),
        ("2026-11-23 15:01", 0, "2026-11-25"),  # the new day of culture
        ("2026-11-20 15:01", 0, "2026-11-23"),
        ("2026-12-31 15:01", 0, "2027-01-04"),
        ("2026-11-23 10:00", 3, "2026-11-27"),
    ],
)
def test_golden_days(received: str, working_days: int, due: str) -> None:
    """Days read off a paper calendar."""
    assert term(received, working_days).due_day == due


@pytest.mark.parametrize("one", catalogue(), ids=lambda p: p.code)
def test_every_procedure_has_a_term(one: Procedure) -> None:
    """Each procedure received on a Friday morning is due in the future, on a working day, at closing time."""
    found = begin(one, CAL, at("2026-06-05 09:00"))
    assert found.due_day in WORKED and found.due_day >= "2026-06-05" and local_hm(found.due_ms) == "17:00"


def test_tt01_article_2_slip_unless_at_once() -> None:
    """TT 01/2020 art. 2: a slip with hour and date, unless the result is handed over at once."""
    assert term("2026-11-20 09:00").slip
    assert not begin(procedure(), CAL, at("2026-11-20 09:00"), at_once=True).slip


def test_a_promise_may_be_earlier_only() -> None:
    """The slip may name an earlier hour of office time, never a later one, nor one before receipt."""
    due = term("2026-11-20 09:00", 2)
    earlier = promise(due, CAL, at("2026-11-23 10:30"))
    assert isinstance(earlier, Term) and (earlier.due_day, said(earlier.due_ms)) == ("2026-11-23", "2026-11-23 10:30")
    assert reason(promise(due, CAL, at("2026-11-25 16:00") + 86_400_000)) == "past_due"
    assert reason(promise(due, CAL, at("2026-11-20 08:59"))) == "past_due"
    assert (
        reason(promise(due, CAL, at("2026-11-23 12:00")))
        == reason(promise(due, CAL, at("2026-11-24 10:00")))
        == "closed"
    )


def test_nd23_article_21_copies_may_take_two_days_more() -> None:
    """NĐ 23/2015 art. 21: copies may be extended by at most 2 working days, longer only by written agreement."""
    copies = procedure(extend_days=2, agreed=True)
    begun = begin(copies, CAL, at("2026-11-23 09:00"))
    two = extend(copies, begun, CAL, 2, at("2026-11-23 10:00"))
    assert isinstance(two, Term) and two.due_day == "2026-11-26" and two.slip
    assert reason(extend(copies, begun, CAL, 3, at("2026-11-23 10:00"))) == "too_many"
    agreed = extend(copies, begun, CAL, 10, at("2026-11-23 10:00"), agreed=True)
    assert isinstance(agreed, Term) and agreed.due_day == "2026-12-08"
    assert reason(extend(copies, two, CAL, 1, at("2026-11-23 11:00"), agreed=True)) == "extended_once"


def test_nd23_article_37_transactions_only_by_agreement() -> None:
    """NĐ 23/2015 art. 37: two working days, longer only by written agreement."""
    deal = procedure(2, agreed=True)
    begun = begin(deal, CAL, at("2026-11-23 09:00"))
    assert begun.due_day == "2026-11-26"
    assert reason(extend(deal, begun, CAL, 1, at("2026-11-23 10:00"))) == "too_many"
    assert isinstance(extend(deal, begun, CAL, 1, at("2026-11-23 10:00"), agreed=True), Term)


def test_what_may_not_be_extended() -> None:
    """Nothing is extended where the law knows no extension, after the due day, for nothing or for ever."""
    plain = procedure(2)
    begun = begin(plain, CAL, at("2026-11-23 09:00"))
    assert reason(extend(plain, begun, CAL, 1, at("2026-11-23 10:00"), agreed=True)) == "no_agreement"
    free = procedure(2, 2, agreed=True)
    assert reason(extend(free, begun, CAL, 1, at("2026-11-27 10:00"))) == "already_late"
    assert reason(extend(free, begun, CAL, 0, at("2026-11-23 10:00"))) == "days"
    assert reason(extend(free, begun, CAL, AGREED_DAYS_MAX + 1, at("2026-11-23 10:00"), agreed=True)) == "days"


def test_one_new_appointment() -> None:
    """One new appointment on a later working day; a second is refused."""
    begun = term("2026-11-23 09:00", 3)
    assert begun.due_day == "2026-11-27"
    again = reappoint(begun, CAL, "2026-12-01", at("2026-11-26 09:00"))
    assert isinstance(again, Term) and again.due_day == "2026-12-01" and again.apologised_in_time
    assert reason(reappoint(again, CAL, "2026-12-03", at("2026-11-30 09:00"))) == "reappointed_once"
    for day in ("2026-11-27", "2026-11-26", "2026-11-28"):
        assert reason(reappoint(begun, CAL, day, at("2026-11-26 09:00"))) == "new_day"


@pytest.mark.parametrize(
    ("now", "in_time"), [("2026-11-26 16:59", True), ("2026-11-27 08:00", False), ("2026-11-30 08:00", False)]
)
def test_an_apology_in_time_is_a_day_before(now: str, in_time: bool) -> None:
    """An apology on the due day or later is still made, but counts as late."""
    again = reappoint(term("2026-11-23 09:00", 3), CAL, "2026-12-01", at(now))
    assert isinstance(again, Term) and again.apologised_in_time is in_time


def test_a_supplement_starts_the_term_anew() -> None:
    """The clock stands while a supplement is awaited and the whole term runs again when it is there; receipt stays."""
    five = procedure(5)
    begun = begin(five, CAL, at("2026-11-16 09:00"))
    assert begun.due_day == "2026-11-23"
    waiting = pause(begun, CAL, at("2026-11-18 09:00"))
    assert isinstance(waiting, Term) and open_standing(waiting, "2026-12-31") == "paused"
    assert not needs_apology(waiting, CAL, at("2026-12-31 09:00"))
    again = resume(five, waiting, CAL, at("2026-12-01 16:00"))
    assert isinstance(again, Term) and again.due_day == "2026-12-08"
    assert (again.received_ms, again.counted_ms) == (begun.received_ms, at("2026-12-01 16:00"))
    assert open_standing(again, "2026-12-08") == "in_time"


def test_a_ward_may_let_the_remaining_days_run() -> None:
    """By the other reading only the working days that were left run after the supplement."""
    five = procedure(5)
    waiting = pause(begin(five, CAL, at("2026-11-16 09:00")), CAL, at("2026-11-18 09:00"))
    assert isinstance(waiting, Term) and waiting.left_days == 3
    again = resume(five, waiting, CAL, at("2026-12-01 09:00"), "remaining")
    assert isinstance(again, Term) and again.due_day == "2026-12-04"


def test_a_supplement_is_asked_for_once() -> None:
    """A second supplement is refused, and nothing else happens to a paused term."""
    five = procedure(5, 2, agreed=True)
    waiting = pause(begin(five, CAL, at("2026-11-16 09:00")), CAL, at("2026-11-18 09:00"))
    assert isinstance(waiting, Term)
    assert reason(pause(waiting, CAL, at("2026-11-19 09:00"))) == "paused"
    assert reason(extend(five, waiting, CAL, 1, at("2026-11-19 09:00"))) == "paused"
    assert reason(reappoint(waiting, CAL, "2026-12-01", at("2026-11-19 09:00"))) == "paused"
    again = resume(five, waiting, CAL, at("2026-12-01 09:00"))
    assert isinstance(again, Term)
    assert reason(pause(again, CAL, at("2026-12-02 09:00"))) == "asked_once"
    assert reason(resume(five, again, CAL, at("2026-12-02 09:00"))) == "not_paused"


@pytest.mark.parametrize(
    ("received", "working_days", "ready"),
    [
        ("2026-11-16 09:00", 5, "2026-11-20 07:00"),
        ("2026-11-19 09:00", 3, "2026-11-23 07:00"),  # due on the 25th, the 24th is off
        ("2026-11-23 09:00", 1, "2026-11-25 16:00"),  # due on the 25th: no working day between
        ("2026-11-20 09:00", 0, "2026-11-20 16:00"),
        ("2026-11-20 15:30", 0, "2026-11-23 16:00"),
    ],
)
def test_when_an_apology_must_be_ready(received: str, working_days: int, ready: str) -> None:
    """A working day before the due day, at opening; for a term too short for that, an hour before it ends."""
    begun = term(received, working_days)
    assert said(apology_at_ms(begun, CAL)) == ready
    assert needs_apology(begun, CAL, at(ready)) and not needs_apology(begun, CAL, at(ready) - 1)


def test_no_second_apology_for_one_dossier() -> None:
    """Once apologised and given a new date, a dossier is not apologised for again."""
    again = reappoint(term("2026-11-16 09:00", 5), CAL, "2026-12-01", at("2026-11-20 09:00"))
    assert isinstance(again, Term) and not needs_apology(again, CAL, at("2026-12-02 09:00"))


def test_open_dossiers_stand_by_date() -> None:
    """In time through the whole due day, overdue from the next."""
    begun = term("2026-11-20 09:00")
    assert (open_standing(begun, "2026-11-20"), open_standing(begun, "2026-11-21")) == ("in_time", "overdue")


def test_incomplete_dossiers_go_back_in_three_days() -> None:
    """What is incomplete is handed back within three working days."""
    assert give_back_by(CAL, at("2026-11-20 16:00")) == "2026-11-26"


@pytest.mark.parametrize(
    ("ended", "by"),
    [
        ("2026-11-20 14:00", "2026-11-20 17:00"),
        ("2026-11-20 15:30", "2026-11-23 07:00"),
        ("2026-11-21 10:00", "2026-11-23 07:00"),
        ("2026-02-13 18:00", "2026-02-23 07:00"),
    ],
)
def test_hand_over_to_the_office(ended: str, by: str) -> None:
    """What was received at a door reaches the office that day, after 15:00 at the start of the next working day."""
    assert said(hand_over_by_ms(CAL, at(ended))) == by


MOMENTS = st.integers(ms_of("2026-01-01", 0), ms_of("2027-10-01", 0))


@given(MOMENTS, st.integers(0, 30), st.integers(0, 3 * 86_400_000))
def test_receiving_later_is_never_due_earlier(received_ms: int, working_days: int, later_ms: int) -> None:
    """Whoever comes later is never served sooner, and nothing is due before it came."""
    one = procedure(working_days)
    first, second = begin(one, CAL, received_ms), begin(one, CAL, received_ms + later_ms)
    assert first.due_day <= second.due_day
    assert first.due_day >= local_day(received_ms)
    assert first.due_ms >= received_ms and apology_at_ms(first, CAL) <= first.due_ms


def test_a_half_saturday_that_is_over() -> None:
    """Where Saturday ends at 11:30, what comes at noon is due on the next working day, though it is not yet 15:00."""
    saturdays = replace(CAL, weekly_sessions=(*CAL.weekly_sessions[:5], ((420, 690),), ()))
    assert begin(procedure(), saturdays, at("2026-11-21 11:00")).due_day == "2026-11-21"
    assert begin(procedure(), saturdays, at("2026-11-21 12:00")).due_day == "2026-11-23"


@given(MOMENTS, st.integers(0, 10_000))
def test_office_minutes_undo_adding_them(from_ms: int, minutes: int) -> None:
    """Between a moment and the one so many office minutes later lie just that many."""
    assert office_minutes(CAL, from_ms, add_working_minutes(CAL, from_ms, minutes)) == minutes


def test_office_minutes_over_tet() -> None:
    """From the last hour before Tết to the first after it pass two hours of office time, and backwards none."""
    before, after = at("2026-02-13 16:00"), at("2026-02-23 08:00")
    assert office_minutes(CAL, before, after) == 120
    assert office_minutes(CAL, after, before) == 0


def test_statutory_time_saved() -> None:
    """A two-day term of a Friday morning gives 22 office hours from 9:00; signed in half an hour, 30 minutes are used."""
    assert statutory_and_used(term("2026-11-20 09:00", 2), CAL, at("2026-11-20 09:30")) == (360 + 480 + 480, 30)
