"""What the columns and measures of a report are called, in both languages; sheet, paper and pages all read them here."""

from typing import Literal, NamedTuple

from models.report import Measures
from models.statistics import Table

Language = Literal["vi", "en"]


class Word(NamedTuple):
    """One heading in both languages."""

    vi: str
    en: str


COLUMNS: dict[str, Word] = {
    "received": Word("Tổng tiếp nhận", "Received"),
    "new_online": Word("Trong kỳ: trực tuyến", "New: online"),
    "new_direct": Word("Trong kỳ: trực tiếp, BCCI", "New: in person, post"),
    "carried": Word("Kỳ trước chuyển", "Carried over"),
    "resolved": Word("Tổng đã giải quyết", "Resolved"),
    "early": Word("Trước hạn", "Early"),
    "on_time": Word("Đúng hạn", "On time"),
    "late": Word("Quá hạn", "Late"),
    "open": Word("Tổng đang giải quyết", "Open"),
    "open_in_time": Word("Đang giải quyết: trong hạn", "Open: in time"),
    "open_overdue": Word("Đang giải quyết: quá hạn", "Open: overdue"),
    "withdrawn": Word("Trong đó rút", "Of these withdrawn"),
    "stopped": Word("Trong đó dừng", "Of these stopped"),
    "paused": Word("Trong đó tạm dừng", "Of these paused"),
}
"""The table of biểu 06, place by place."""

MEASURES: dict[str, Word] = {
    "on_time_bp": Word("Đúng và trước hạn", "On time"),
    "online_bp": Word("Tiếp nhận trực tuyến", "Received online"),
    "first_visit_bp": Word("Xong ngay, không thêm lượt", "No visit too many"),
    "digitised_bp": Word("Đã số hóa", "Digitised"),
    "apologies_bp": Word("Trễ hẹn có thư xin lỗi", "Late with an apology"),
    "saved_bp": Word(
        "Thời gian luật định tiết kiệm được (chỉ tiêu trên 50%)", "Statutory time saved (target over 50%)"
    ),
    "satisfaction_bp": Word("Hài lòng", "Satisfaction"),
    "ratings": Word("Số lượt đánh giá", "Ratings"),
    "dissatisfied": Word("Không hài lòng", "Dissatisfied"),
    "visits": Word("Lượt đến nhà", "Visits"),
    "officer_days": Word("Ngày công đến nhà", "Officer-days"),
    "refused": Word("Từ chối tiếp nhận", "Refused"),
}
SPREADS: dict[str, Word] = {
    "signed": Word("Phút từ lúc đến nhà tới lúc ký (chỉ tiêu 30)", "Minutes from arrival to signature (target 30)"),
    "door": Word("Phút từ yêu cầu tới lúc đến nhà", "Minutes from request to door"),
}
SPREAD_PARTS: dict[str, Word] = {
    "count": Word("số lượt", "count"),
    "median": Word("trung vị", "median"),
    "nine_in_ten": Word("9/10 lượt trong", "nine in ten within"),
    "within_bp": Word("đạt chỉ tiêu", "within target"),
}
CALLS: dict[str, Word] = {
    "total": Word("Cuộc gọi", "Calls"),
    "unanswered": Word("Không ai nhấc máy", "Unanswered"),
    "rung_back": Word("Đã gọi lại được", "Rung back"),
    "owed": Word("Còn chờ gọi lại", "Still owed a ring"),
}
TITLES: dict[str, Word] = {
    "report": Word("Báo cáo tình hình giải quyết thủ tục hành chính tại nhà", "Report on public services at the door"),
    "period": Word("Từ {first} đến {last}, tính đến {today}", "From {first} to {last}, as of {today}"),
    "table": Word("Tình hình giải quyết", "Standing"),
    "measures": Word("Chỉ tiêu", "Measures"),
    "quality": Word("Chất lượng phục vụ (QĐ 766)", "Service quality (QĐ 766)"),
    "refusals": Word("Căn cứ từ chối", "Grounds of refusal"),
    "calls": Word("Điện thoại", "Telephone"),
    "ground": Word("Căn cứ", "Ground"),
    "count": Word("Số lượng", "Count"),
    "group": Word("Nhóm", "Group"),
    "points": Word("Điểm", "Points"),
    "weight": Word("Tối đa", "Of"),
    "unknown": Word("không biết", "not known"),
    "identity": Word(
        "Kiểm tra: kỳ trước chuyển + mới = đã + đang giải quyết", "Check: carried + new = resolved + open"
    ),
    "holds": Word("khớp", "holds"),
    "fails": Word("KHÔNG KHỚP", "DOES NOT HOLD"),
    "unit": Word("Đơn vị", "Unit"),
    "procedure": Word("Thủ tục", "Procedure"),
    "field": Word("Lĩnh vực", "Field"),
    "officer": Word("Cán bộ", "Officer"),
    "minutes": Word("phút", "minutes"),
    "signed_chart": Word("Phút từ lúc đến nhà tới lúc ký: trung vị", "Minutes from arrival to signature: median"),
    "target": Word("chỉ tiêu {target}", "target {target}"),
    "open_short": Word("Đang giải quyết", "Open"),
    "page": Word("Trang {at}/{of}", "Page {at}/{of}"),
}
MEETING: dict[str, Word] = {
    "title": Word("Giao ban một cửa hằng tuần", "Weekly one-stop meeting"),
    "tasks": Word("Việc cần làm", "Tasks"),
    "late": Word("Hồ sơ trễ hạn: {count}", "Late cases: {count}"),
    "task": Word("Việc", "Task"),
    "count": Word("Số lượng", "Count"),
    "codes": Word("Mã hồ sơ", "Codes"),
    "code": Word("Mã hồ sơ", "Code"),
    "procedure": Word("Thủ tục", "Procedure"),
    "officer": Word("Cán bộ", "Officer"),
    "received": Word("Tiếp nhận", "Received"),
    "due": Word("Hẹn trả", "Due"),
    "resolved": Word("Giải quyết", "Resolved"),
    "apology": Word("Xin lỗi", "Apology"),
    "reason": Word("Lý do", "Reason"),
    "yes": Word("có", "yes"),
    "no": Word("chưa", "no"),
    "open": Word("còn mở", "open"),
    "unsaid": Word("chưa ghi lý do", "no reason given"),
}

assert set(COLUMNS) == set(Table.__struct_fields__)
assert set(MEASURES) | set(SPREADS) == set(Measures.__struct_fields__)


def text(word: Word, language: Language, **values: object) -> str:
    """A heading in a language, its places filled."""
    found = word.vi if language == "vi" else word.en
    return found.format(**values) if values else found
