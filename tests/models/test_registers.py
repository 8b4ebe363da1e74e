"""The four books: columns, numbers, wholeness, pages whose totals carry on, closing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from models.procedure import Book
from models.registers import (
    BOOKS,
    Closing,
    Entry,
    certified,
    citation,
    close,
    columns,
    faults,
    month,
    number_text,
    pages,
    row,
    symbol,
    volume_text,
)


def entry(number: int, day: str = "2026-11-21", **more: object) -> Entry:
    """A line of the signature book."""
    fields: dict[str, object] = {
        "book": "CK,ĐC", "year": 2026, "number": number, "day": day, "requester": "Nguyễn Văn Mẫu",
        "id_number": "089050001234", "title": "Giấy ủy quyền", "signer": "Trần Thị Ký", "signer_title": "Phó Chủ tịch",
        "fee_dong": 10_000,
    }  # fmt: skip
    return Entry(**fields | more)  # type: ignore[arg-type]


def ids(found: object) -> list[str]:
    """The ids of the faults found."""
    assert isinstance(found, list)
    return [one.id for one in found]


@pytest.mark.parametrize("book", list(BOOKS))
def test_nd23_article_13_every_book_has_eight_columns(book: Book) -> None:
    """NĐ 23/2015 art. 13: four books, eight columns each, which fill the page and match the cells."""
    found = columns(book)
    assert len(found) == 8 == len(row(entry(1, book=book)))
    assert sum(column.width for column in found) == 100
    assert found[0].vi == "Số thứ tự/ số chứng thực" and found[7].vi == "Ghi chú"
    assert all(column.vi and column.en for column in found)


def test_copies_book_counts_copies_and_names_no_identity_paper() -> None:
    """The copies book has the original and the number of copies; only the others hold the identity number."""
    assert columns("BS")[3].vi == "Tên của bản chính giấy tờ, văn bản"
    assert columns("BS")[5].vi == "Số bản sao đã chứng thực"
    assert row(entry(1, book="BS"))[2] == "Nguyễn Văn Mẫu"
    assert row(entry(1))[2] == "Nguyễn Văn Mẫu, 089050001234"


def test_cells() -> None:
    """A line reads as it would be written by hand."""
    assert row(entry(7, count=2, fee_dong=1_020_000, note="Điểm chỉ")) == (
        "07", "21/11/2026", "Nguyễn Văn Mẫu, 089050001234", "Giấy ủy quyền", "Trần Thị Ký, Phó Chủ tịch", "2",
        "1.020.000", "Điểm chỉ",
    )  # fmt: skip
    assert row(entry(7, signer_title=""))[4] == "Trần Thị Ký"


def test_how_numbers_and_books_are_cited() -> None:
    """Numbers begin with 01; a paper names number, volume, year and book."""
    assert [number_text(n) for n in (1, 9, 10, 99, 100, 1234)] == ["01", "09", "10", "99", "100", "1234"]
    assert (symbol("HĐ,GD"), symbol("BS", electronic=True)) == ("SCT/HĐ,GD", "SCTĐT/BS")
    assert volume_text(1, 2026, "CK,ĐC") == "01/2026-SCT/CK,ĐC"
    assert citation(entry(125, volume=2)) == "Số chứng thực 125, quyển số 02/2026-SCT/CK,ĐC"


@given(st.integers(1, 60), st.randoms(use_true_random=False))
def test_a_whole_book_has_no_fault_in_any_order(size: int, random: object) -> None:
    """Numbers from 01 without gap are whole however they come out of the store."""
    book = [entry(n, f"2026-{1 + n // 6:02d}-{1 + n % 6:02d}", volume=1 + n // 25) for n in range(1, size + 1)]
    random.shuffle(book)  # type: ignore[attr-defined]
    assert faults(book) == []


@given(st.integers(2, 40), st.data())
def test_any_single_hole_or_double_is_found(size: int, data: st.DataObject) -> None:
    """Whichever number is lost or given twice, the check names it."""
    book = [entry(n) for n in range(1, size + 1)]
    hit = data.draw(st.integers(0, size - 2))
    assert ids(faults(book[:hit] + book[hit + 1 :])) == (["start"] if hit == 0 else ["gap"])
    assert ids(faults([*book, book[hit]])) == ["double"]


def test_faults_say_what_is_missing() -> None:
    """One missing number is named, several as a span, in both languages."""
    assert [one.vi for one in faults([entry(1), entry(3), entry(9)])] == ["Thiếu số 2", "Thiếu số 4-8"]
    assert faults([entry(1), entry(3)])[0].en == "Missing 2"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"book": "BS"}, "mixed"),
        ({"year": 2025, "day": "2025-12-31"}, "mixed"),
        ({"day": "2027-01-01"}, "year"),
        ({"day": "2026-11-20"}, "day"),
        ({"volume": 3}, "volume"),
    ],
)
def test_other_faults(change: dict[str, Any], fault: str) -> None:
    """Another book, another year, days running backward and skipped volumes are seen."""
    assert fault in ids(faults([entry(1), entry(2, **change), replace(entry(3), day="2027-01-02")]))


def test_an_empty_book() -> None:
    """A book without entry has no fault, and cannot be closed."""
    assert faults([]) == []
    assert ids(close([])) == ["empty"]


def test_nd23_article_13_closing() -> None:
    """NĐ 23/2015 art. 13: closed with its last number and totals, in words too; a book with a gap is not."""
    found = close([entry(2, count=3, note="Đính chính số 01"), entry(1, volume=1), entry(3, volume=2)])
    assert isinstance(found, Closing)
    assert (found.first, found.last, found.entries, found.count, found.fee_dong) == (1, 3, 3, 5, 30_000)
    assert (found.noted, found.volumes) == (1, 2)
    assert found.vi == (
        "Khóa sổ năm 2026: từ số 01 đến số 03, tổng cộng 3 số (bằng chữ: ba), 5 giấy tờ, văn bản, phí 30.000 đồng."
    )
    assert "01 to 03" in found.en
    assert ids(close([entry(1), entry(3)])) == ["gap"]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 200_000)), max_size=40), st.integers(1, 12))
def test_pages_carry_their_totals(lines: list[tuple[int, int]], per_page: int) -> None:
    """Each page begins with the totals the one before ended with; all rows are printed once, in order."""
    book = [entry(n + 1, count=count, fee_dong=fee) for n, (count, fee) in enumerate(lines)]
    found = pages(book, per_page)
    assert [cells for page in found for cells in page.rows] == [row(one) for one in book]
    assert (found[0].count_before, found[0].fee_before_dong) == (0, 0)
    for before, after in zip(found, found[1:], strict=False):
        assert (before.count_after, before.fee_after_dong) == (after.count_before, after.fee_before_dong)
    assert (found[-1].count_after, found[-1].fee_after_dong) == (sum(c for c, _ in lines), sum(f for _, f in lines))


def test_an_empty_month_is_an_empty_page() -> None:
    """A month without entry is printed too; a page without rows is an error."""
    assert len(pages([], 20)) == 1 and pages([], 20)[0].rows == ()
    with pytest.raises(ValueError, match="at least one row"):
        pages([], 0)


def test_a_month() -> None:
    """A month's print holds that month alone, by number."""
    book = [entry(3, "2026-12-01"), entry(2, "2026-11-30"), entry(1, "2026-11-01")]
    assert [one.number for one in month(book, "2026-11")] == [1, 2]


def test_half_yearly_statistics_name_all_four_books() -> None:
    """The six-monthly report has a row for each book, nought where nothing was certified."""
    book = [
        entry(1, "2026-01-05"),
        entry(2, "2026-06-30", count=2),
        entry(3, "2026-07-01"),
        entry(1, book="BS", count=4),
    ]
    found = {one.book: one for one in certified(book, "2026-01-01", "2026-06-30")}
    assert list(found) == ["BS", "CK,ĐC", "CKND", "HĐ,GD"]
    assert (found["CK,ĐC"].entries, found["CK,ĐC"].count, found["CK,ĐC"].fee_dong) == (2, 3, 20_000)
    assert found["BS"].entries == 0
