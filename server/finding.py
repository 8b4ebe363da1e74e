"""What a check can find wrong: each with a sentence and a next step, in Vietnamese and English."""

from collections import Counter
from typing import NamedTuple

import msgspec

LISTED_PER_CODE_MAX = 50


class Sentence(NamedTuple):
    """What is wrong and what to do about it."""

    vi: str
    en: str
    next_vi: str
    next_en: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it must be: which rule, in which unit, exactly where, and what was seen."""

    code: str
    unit: str
    where: str
    detail: str = ""

    @property
    def sentence(self) -> Sentence:
        """What to tell a person."""
        return SENTENCES[self.code]


class Findings:
    """Gathers findings; of one kind only the first are listed, all are counted."""

    def __init__(self) -> None:
        self.listed: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, code: str, unit: str, where: str, detail: str = "") -> None:
        """Writes one down."""
        assert code in SENTENCES
        self.counts[code] += 1
        if self.counts[code] <= LISTED_PER_CODE_MAX:
            self.listed.append(Finding(code=code, unit=unit, where=where, detail=detail[:500]))


_STOP = (
    "Dừng máy chủ, giữ nguyên tệp dữ liệu để điều tra, phục hồi bản sao lưu gần nhất còn sạch (tannha restore).",
    "Stop the server, keep the database for inquiry, restore the newest backup that checks clean (tannha restore).",
)
_REBUILD = (
    "Sổ cái vẫn đúng: phục hồi bản sao lưu gần nhất còn sạch; máy bảng sẽ tự gửi lại phần sau đó.",
    "The journal holds: restore the newest backup that checks clean; tablets offer again what came after it.",
)
_FILE = (
    "Chép tệp cùng tên từ thư mục files của một bản sao lưu vào đúng chỗ.",
    "Copy the file of this name from the files folder of a backup into its place.",
)

SENTENCES: dict[str, Sentence] = {
    "database": Sentence("Tệp cơ sở dữ liệu bị hỏng.", "The database file is damaged.", *_STOP),
    "journal_gap": Sentence("Sổ cái thiếu hoặc trùng số.", "The journal's numbers have a gap or a double.", *_STOP),
    "journal_words": Sentence("Lời của một sự kiện đã bị sửa.", "The words of an event were altered.", *_STOP),
    "journal_columns": Sentence(
        "Cột của sổ cái không khớp lời của sự kiện.",
        "A column of the journal does not match the event's words.",
        *_STOP,
    ),
    "journal_chain": Sentence("Chuỗi băm của sổ cái bị đứt.", "The journal's chain of digests is broken.", *_STOP),
    "journal_head": Sentence("Đầu sổ không trỏ vào sự kiện cuối.", "The head is not the last event.", *_STOP),
    "journal_emptied": Sentence(
        "Lời của một sự kiện bị xóa mà không có lệnh xóa hợp lệ.", "An event was emptied without an erasure.", *_STOP
    ),
    "journal_fold": Sentence(
        "Một sự kiện được ghi là đã áp dụng nhưng không áp dụng được.",
        "An applied event cannot be applied again.",
        *_STOP,
    ),
    "anchor": Sentence(
        "Sổ cái không còn chứa mốc băm của một ngày.", "The journal no longer holds a day's anchored digest.", *_STOP
    ),
    "tape_gap": Sentence("Băng của một máy thiếu hoặc thừa số.", "A device's tape has a gap or an excess.", *_STOP),
    "tape_chain": Sentence("Băng của một máy bị đứt chuỗi.", "A device's tape does not follow itself.", *_STOP),
    "signature": Sentence("Chữ ký của máy không đúng.", "A device's signature does not verify.", *_STOP),
    "unsigned": Sentence(
        "Có sự kiện của máy không được chữ ký nào che.", "Events no signature of the device covers.", *_STOP
    ),
    "counter": Sentence("Mã hồ sơ không liền số.", "Codes were not given without gaps.", *_STOP),
    "thing_missing": Sentence("Thiếu một mục mà sổ cái có.", "A thing of the journal is not there.", *_REBUILD),
    "thing_extra": Sentence("Có một mục mà sổ cái không có.", "A thing is there that the journal lacks.", *_REBUILD),
    "thing_other": Sentence("Một mục khác với sổ cái.", "A thing differs from the journal.", *_REBUILD),
    "lists": Sentence("Một mục nằm sai danh sách.", "A thing stands in the wrong lists.", *_REBUILD),
    "reach_missing": Sentence(
        "Có người phải nghe mà không nghe.", "Somebody who must hear of a thing does not.", *_REBUILD
    ),
    "reach_extra": Sentence("Có người nghe điều không được nghe.", "Somebody hears what they may not.", *_REBUILD),
    "reach_other": Sentence(
        "Máy bảng nghe nội dung khác với sổ cái.", "A tablet hears other words than hold.", *_REBUILD
    ),
    "people": Sentence("Tìm người sẽ cho kết quả sai.", "Looking for a person finds wrongly.", *_REBUILD),
    "file_missing": Sentence("Thiếu một tệp đã nhận.", "A file that was received is missing.", *_FILE),
    "file_damaged": Sentence("Một tệp bị hỏng.", "A file is damaged.", *_FILE),
    "file_names": Sentence("Tệp không gắn đúng buổi đến nhà.", "A file is not tied to its visit.", *_REBUILD),
    "file_unsaid": Sentence(
        "Buổi đến nhà chờ sai tệp.", "A visit waits for a file that is here, or not for one that is missing.", *_REBUILD
    ),
}
