"""The catalogue of procedures: whole, lawful, dated, and what an administrator may add to it."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.procedure import Procedure, catalogue, doubts, in_force, pinned
from models.procedure_version import Fault, faults_of, parse_version

CODES = {
    "2.000815", "2.000884", "2.000908", "2.000635", "2.002516", "2.001035", "2.001019", "2.001016", "2.001406",
    "2.000913", "2.000927", "2.000942", "2.000992", "2.001008", "1.003583", "1.000419", "1.000593", "1.001193",
    "1.000656", "1.000894", "1.004873", "1.014027", "1.014028", "1.001776", "1.001699", "1.001731",
}  # fmt: skip


def known(code: str) -> Procedure:
    """The version in force in November 2026."""
    found = in_force(code, "2026-11-21")
    assert found is not None
    return found


def raw(code: str, /, **changes: Any) -> dict[str, Any]:
    """A later version of a procedure, as an administrator would write it, with these fields changed."""
    made = json.loads(msgspec.json.encode(known(code))) | {"version": "1/QĐ-BTP", "valid_from": "2027-01-01"} | changes
    assert isinstance(made, dict)
    return made


def read(value: Any) -> Procedure | list[Fault]:
    """What comes of a value written as JSON."""
    return parse_version(json.dumps(value, ensure_ascii=False))


def places(value: Any) -> set[str]:
    """Where the faults of a value stand; empty when it is taken."""
    found = read(value)
    return {fault.where for fault in found} if isinstance(found, list) else set()


def test_every_procedure_is_there() -> None:
    """The catalogue holds the 26 codes a ward handles at home, once each."""
    assert sorted(p.code for p in catalogue()) == sorted(CODES)


@pytest.mark.parametrize("one", catalogue(), ids=lambda p: p.code)
def test_every_version_is_lawful(one: Procedure) -> None:
    """No version in the package breaks a rule an administrator's version is held to."""
    assert list(faults_of(one)) == []


@pytest.mark.parametrize("one", catalogue(), ids=lambda p: p.code)
def test_every_version_says_what_a_citizen_needs(one: Procedure) -> None:
    """Papers, stages, grounds of refusal, a result, forms and a time are named, in both languages."""
    assert one.papers and one.stages and one.refusals and one.forms and one.result_vi and one.result_en
    assert one.time_basis and one.basis and one.official_vi
    said: list[Any] = [*one.papers, *one.stages, *one.refusals, *one.evidence, *one.doubts]
    assert all(text.vi and text.en for text in said)


def test_nd23_article_10_copies_are_only_received_at_home() -> None:
    """NĐ 23/2015 art. 10: signatures, transactions and wills may be certified at home, copies may not."""
    finished = {p.code for p in catalogue() if p.certifies and p.at_home == "finish"}
    assert finished == {"2.000884", "2.001035", "2.001019", "2.001016", "2.001406", "2.000913"}
    assert known("2.000815").at_home == known("2.000942").at_home == "receive"


def test_nd23_article_10_place_and_minute_are_evidence() -> None:
    """NĐ 23/2015 art. 10: whatever is certified at home must carry reason, place, hour and minute."""
    for one in catalogue():
        offsite = any(e.when == "offsite" and "Điều 10" in e.article for e in one.evidence)
        assert offsite == (one.certifies and one.at_home == "finish")


def test_mobile_registration_takes_five_days_and_two_visits() -> None:
    """Mobile birth, death and marriage: 5 working days, free, finished at home, on the second visit."""
    for code in ("1.003583", "1.000419", "1.000593"):
        one = known(code)
        assert (one.working_days, one.fee_per, one.at_home, one.visits) == (5, "free", "finish", 2)


@pytest.mark.parametrize(
    ("code", "fee", "per"),
    [
        ("2.000815", 2000, "page"),
        ("2.000884", 10000, "case"),
        ("2.000908", 0, "free"),
        ("2.000635", 8000, "document"),
        ("2.002516", 8000, "document"),
        ("2.001035", 50000, "case"),
        ("2.001019", 50000, "case"),
        ("2.001016", 50000, "case"),
        ("2.001406", 50000, "case"),
        ("2.000913", 30000, "case"),
        ("2.000927", 25000, "case"),
        ("2.000942", 2000, "page"),
        ("2.000992", 10000, "case"),
    ],
)
def test_fees_are_those_published(code: str, fee: int, per: str) -> None:
    """Each fee is the one of TT 226/2016 and TT 281/2016, as the national portal repeats it."""
    assert (known(code).fee_dong, known(code).fee_per) == (fee, per)


def test_papers_in_a_database_are_not_asked_for() -> None:
    """NQ 66.7/2025: residence is asked for only when the database does not hold it, and never as a must."""
    for code in ("2.000635", "1.004873", "1.003583"):
        residence = next(p for p in known(code).papers if p.id == "residence")
        assert residence.how == "if_not_in_database" and not residence.required


def test_a_later_version_never_touches_an_earlier_one() -> None:
    """A dossier opened under one version keeps it when another comes into force."""
    before = known("2.000884")
    later = read(raw("2.000884", fee_dong=12000))
    assert isinstance(later, Procedure)
    assert in_force("2.000884", "2026-12-31", [later]) == before
    assert in_force("2.000884", "2027-01-01", [later]) == later
    assert pinned("2.000884", before.version, [later]) == before
    assert pinned("2.000884", "1/QĐ-BTP", [later]) == later
    assert pinned("2.000884", "1/QĐ-BTP") is None


def test_an_added_version_of_the_same_day_counts() -> None:
    """Of two versions that begin on one day, the one the ward added is in force."""
    added = msgspec.structs.replace(known("2.000884"), version="bản của phường")
    assert in_force("2.000884", added.valid_from, [added]) == added


def test_a_code_is_not_in_force_before_its_day() -> None:
    """Before its first day, and outside the catalogue, nothing is in force."""
    assert in_force("2.000884", "2025-10-31") is None
    assert in_force("9.999999", "2026-11-21") is None


@pytest.mark.parametrize("one", catalogue(), ids=lambda p: p.code)
def test_every_version_can_be_read_back(one: Procedure) -> None:
    """What the package holds is what an administrator could have written, but for its name being taken."""
    assert places(json.loads(msgspec.json.encode(one))) == {"version"}
    assert read(raw(one.code)) == msgspec.structs.replace(one, version="1/QĐ-BTP", valid_from="2027-01-01")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"code": "2000884"}, "code"),
        ({"version": "a@b"}, "version"),
        ({"valid_from": "2027-02-30"}, "valid_from"),
        ({"valid_from": "20270101"}, "valid_from"),
        ({"vi": " "}, "vi"),
        ({"fee_dong": -1}, "fee_dong"),
        ({"fee_dong": 1_000_000_001}, "fee_dong"),
        ({"fee_dong": "mười nghìn"}, "fee_dong"),
        ({"fee_per": "free"}, "fee_per"),
        ({"fee_per": "page"}, "fee_per"),
        ({"fee_basis": ""}, "fee_basis"),
        ({"steps": ["identity", "lucidity", "papers", "assent"]}, "steps"),
        ({"steps": ["identity", "papers", "assent", "fee"]}, "steps"),
        ({"steps": ["dance"]}, "steps"),
        ({"same_day": False}, "working_days"),
        ({"working_days": 2}, "working_days"),
        ({"working_days": 2.5}, "working_days"),
        ({"same_day": False, "working_days": 999}, "working_days"),
        ({"extend_days": -1}, "extend_days"),
        ({"minutes": 0}, "minutes"),
        ({"visits": 0}, "visits"),
        ({"book": "BS"}, "at_home"),
        ({"book": ""}, "book"),
        ({"refusals": []}, "refusals"),
        ({"retention": ""}, "retention"),
        ({"fee_dongs": 1}, "fee_dongs"),
        ({"papers": [{"id": "a", "vi": "x", "en": "x", "hwo": "show"}]}, "papers[0].hwo"),
        ({"papers": [{"id": "a", "vi": "x", "en": "x"}, {"id": "a", "vi": "x", "en": "x"}]}, "papers[1].id"),
        ({"papers": [{"id": "Giấy", "vi": "x", "en": "x"}]}, "papers[0].id"),
        ({"papers": [{"id": "a", "vi": "", "en": "x"}]}, "papers[0].vi"),
        ({"refusals": [{"id": "a", "vi": "x", "en": "x", "article": ""}]}, "refusals[0].article"),
    ],
)
def test_a_fault_is_named_where_it_stands(change: dict[str, Any], place: str) -> None:
    """Each kind of slip is refused with the field it is in."""
    assert place in places(raw("2.000884", **change))


def test_all_faults_are_told_at_once() -> None:
    """An administrator hears of every slip in one go, each in both languages."""
    found = read(raw("2.000884", code="x", minutes=0, visits=9))
    assert isinstance(found, list)
    assert {fault.where for fault in found} == {"code", "minutes", "visits"}
    assert all(fault.vi and fault.en for fault in found)


def test_a_missing_field_is_named() -> None:
    """A required field left out is a fault of its own."""
    short = raw("2.000884")
    del short["field"], short["basis"]
    assert places(short) == {"field", "basis"}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '"x"', "{}", "x" * 200_001, "\ud800"])
def test_what_is_no_version_is_refused(text: str) -> None:
    """Whatever is not a JSON object of the right shape is refused, never an exception."""
    assert isinstance(parse_version(text), list)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_nothing_read_can_break_the_reader(value: Any) -> None:
    """Any JSON whatever is either a version or a list of faults."""
    assert isinstance(read(value), list)


@given(
    st.sampled_from(sorted(f.name for f in msgspec.structs.fields(Procedure))),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
)
def test_no_single_wrong_field_can_break_the_reader(name: str, value: Any) -> None:
    """One field of any other kind in a good version gives a version or faults, never an exception."""
    found = read(raw("2.000884", **{name: value}))
    assert isinstance(found, Procedure) or found


def test_a_name_added_before_is_taken() -> None:
    """Two versions of one procedure may not share a name, or a dossier would not know its own."""
    added = read(raw("2.000884"))
    assert isinstance(added, Procedure)
    again = parse_version(json.dumps(raw("2.000884")), [added])
    assert isinstance(again, list) and [fault.where for fault in again] == ["version"]


def test_doubts_of_the_whole_catalogue() -> None:
    """What no source settled about all versions is said, not hidden."""
    assert {doubt.fact for doubt in doubts()} == {"valid_from"}
