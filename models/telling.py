"""What each kind of event tells, as a sentence people read: Vietnamese first, English second, on this page and no other.

A sentence names what happened and the reason given, never a person's name, telephone or identity number: it is read in
histories by people who need not know whom it is about.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from models import (
    book,
    call,
    citizen,
    device,
    dossier,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    request,
    visit,
    ward,
)
from models.said import Body


class Sentence(NamedTuple):
    """One thing that happened, in both languages."""

    vi: str
    en: str


OUTCOMES: dict[str, Sentence] = {
    "applied": Sentence("đã ghi nhận", "accepted"),
    "merged": Sentence("đã ghi nhận, gộp với thay đổi khác", "accepted, merged with another change"),
    "conflict": Sentence("mâu thuẫn, giữ cả hai giá trị", "in conflict, both values kept"),
    "parked": Sentence("tạm giữ, chờ người phụ trách", "parked, waiting for the supervisor"),
    "refused": Sentence("không được nhận", "refused"),
}

EMPTIED = Sentence("Nội dung đã được xóa theo yêu cầu", "The content was erased on request")
UNREAD = Sentence("Bản ghi không đọc được", "A record that cannot be read")

SENTENCES: dict[type[Body], Sentence] = {
    call.CallLogged: Sentence("Ghi cuộc gọi: {outcome}", "Call logged: {outcome}"),
    call.CallReturned: Sentence("Gọi lại, gặp được: {reached}", "Rang back, reached: {reached}"),
    citizen.CitizenRegistered: Sentence("Ghi thông tin người dân", "Person written down"),
    citizen.CitizenAmended: Sentence("Sửa thông tin người dân: {change}", "Person corrected: {change}"),
    citizen.CitizenErased: Sentence("Xóa dữ liệu người dân: {reason}", "Person erased: {reason}"),
    request.RequestReceived: Sentence("Nhận yêu cầu", "Request received"),
    request.RequestAmended: Sentence("Cập nhật yêu cầu: {change}", "Request updated: {change}"),
    request.EligibilityDecided: Sentence(
        "Xét điều kiện đến nhà: {eligible} ({reason})", "Eligible for a visit: {eligible} ({reason})"
    ),
    request.RequestWithdrawn: Sentence("Rút yêu cầu: {reason}", "Request withdrawn: {reason}"),
    request.RequestClosed: Sentence("Đóng yêu cầu", "Request closed"),
    dossier.DossierOpened: Sentence("Mở hồ sơ thủ tục {procedure}", "Dossier opened for procedure {procedure}"),
    dossier.DossierProcessed: Sentence("Xử lý hồ sơ, hẹn trả {due_day}", "Dossier in hand, due {due_day}"),
    dossier.DossierRefused: Sentence("Từ chối hồ sơ: {ground}", "Dossier refused: {ground}"),
    dossier.SupplementAsked: Sentence("Yêu cầu bổ sung giấy tờ", "More papers asked for"),
    dossier.DossierStopped: Sentence("Dừng xử lý hồ sơ: {reason}", "Dossier stopped: {reason}"),
    dossier.DossierWithdrawn: Sentence("Công dân rút hồ sơ: {reason}", "Dossier withdrawn: {reason}"),
    dossier.ResultReady: Sentence("Đã ký, có kết quả", "Signed, the result is ready"),
    dossier.ResultReturned: Sentence("Trả kết quả ({manner})", "Result returned ({manner})"),
    dossier.ServiceRated: Sentence("Đánh giá phục vụ", "Service rated"),
    visit.VisitPlanned: Sentence("Hẹn lượt đến nhà", "Visit promised"),
    visit.VisitAssigned: Sentence("Giao cán bộ {officer}: {reason}", "Given to officer {officer}: {reason}"),
    visit.VisitUnassigned: Sentence("Rút lượt hẹn khỏi cán bộ: {reason}", "Taken from its officer: {reason}"),
    visit.VisitAcknowledged: Sentence("Cán bộ đã nhận lượt hẹn", "The officer knows of it"),
    visit.VisitDeclined: Sentence("Cán bộ không nhận được: {reason}", "Declined by the officer: {reason}"),
    visit.VisitDeparted: Sentence("Cán bộ lên đường", "The officer is on the way"),
    visit.VisitArrived: Sentence("Cán bộ đã đến nhà", "The officer is at the door"),
    visit.IdentityChecked: Sentence("Kiểm tra giấy tờ tùy thân", "Identity checked"),
    visit.LucidityConfirmed: Sentence("Xem xét sự minh mẫn", "Lucidity looked at"),
    visit.PapersChecked: Sentence("Kiểm tra giấy tờ", "Papers checked"),
    visit.DocumentCaptured: Sentence("Chụp giấy tờ, {pages} trang", "Document captured, {pages} pages"),
    visit.SignatureRecorded: Sentence("Ký trước mặt cán bộ", "Signed before the officer"),
    visit.FingerprintRecorded: Sentence("Điểm chỉ trước mặt cán bộ", "Fingerprint given before the officer"),
    visit.NeitherRecorded: Sentence(
        "Không ký, không điểm chỉ được: có người làm chứng", "Neither signed nor fingerprinted: before witnesses"
    ),
    visit.FeeCollected: Sentence("Thu lệ phí ({paid})", "Fee taken ({paid})"),
    visit.VisitCompleted: Sentence("Hoàn tất lượt hẹn", "Visit completed"),
    visit.VisitFailed: Sentence("Lượt hẹn không thành: {reason}", "Visit failed: {reason}"),
    visit.VisitRescheduled: Sentence("Đổi giờ hẹn: {reason}", "Promised another time: {reason}"),
    visit.VisitCancelled: Sentence("Hủy lượt hẹn: {reason}", "Visit cancelled: {reason}"),
    visit.VisitAmended: Sentence("Sửa lượt hẹn: {change}", "Visit corrected: {change}"),
    visit.FileArrived: Sentence("Tệp đã về đủ trên máy chủ", "A file is whole at the office"),
    visit.VisitShelved: Sentence("Cất lượt hẹn khỏi máy tính bảng", "Taken off the tablets"),
    officer.OfficerRegistered: Sentence("Thêm cán bộ", "Officer added"),
    officer.OfficerAmended: Sentence("Sửa thông tin cán bộ: {change}", "Officer corrected: {change}"),
    officer.OfficerAbsent: Sentence("Cán bộ vắng mặt", "Officer absent"),
    officer.OfficerBack: Sentence("Cán bộ có mặt lại", "Officer back"),
    officer.OfficerLeft: Sentence("Cán bộ thôi đi lưu động", "Officer no longer goes out"),
    device.DeviceEnrolled: Sentence("Ghi danh máy cho cán bộ {officer}", "Device enrolled for officer {officer}"),
    device.DeviceRevoked: Sentence("Thu hồi máy: {reason}", "Device revoked: {reason}"),
    offer.WindowOffered: Sentence(
        "Giữ một khung giờ trong lúc đọc cho người gọi", "Kept a window while it is read out"
    ),
    offer.OfferReleased: Sentence("Thôi giữ khung giờ", "Let the window go"),
    notice.NoticePosted: Sentence("Đăng thông báo: {title}", "Notice posted: {title}"),
    notice.NoticeWithdrawn: Sentence("Gỡ thông báo", "Notice withdrawn"),
    ward.WardConfigured: Sentence("Thiết lập đơn vị: {change}", "Unit configured: {change}"),
    ward.DayAnchored: Sentence("Chốt sổ nhật ký cuối ngày", "The day's journal anchored"),
    paper.PaperIssued: Sentence("Lập {document} ({state})", "Made out: {document} ({state})"),
    paper.PaperSealed: Sentence("Ký, đóng dấu giấy tờ", "Paper signed and stamped"),
    paper.PaperHanded: Sentence("Giao giấy tờ ({manner})", "Paper handed over ({manner})"),
    paper.PaperWithdrawn: Sentence("Thu hồi giấy tờ: {reason}", "Paper withdrawn: {reason}"),
    dossier.SupplementReceived: Sentence("Đã nhận đủ giấy tờ bổ sung", "What was missing is there"),
    dossier.TermExtended: Sentence(
        "Gia hạn {days} ngày làm việc: {reason}", "Extended by {days} working days: {reason}"
    ),
    dossier.DateReappointed: Sentence(
        "Xin lỗi và hẹn lại {new_day}: {reason}", "Apologised, new date {new_day}: {reason}"
    ),
    dossier.DossierHandedOver: Sentence("Bàn giao hồ sơ", "Dossier handed over"),
    dossier.OriginalsTaken: Sentence("Nhận giữ bản chính, hẹn trả {back_by}", "Originals taken, back by {back_by}"),
    dossier.OriginalsReturned: Sentence("Trả lại bản chính", "Originals given back"),
    dossier.FeeSettled: Sentence("Đã nộp phí còn thiếu ({paid})", "The fee owed was paid ({paid})"),
    entry.EntryNoted: Sentence("Ghi chú vào sổ chứng thực", "A note in the certification book"),
    book.VolumeBegun: Sentence("Mở quyển tiếp theo của sổ {book}", "Next volume of book {book} begun"),
    book.BookClosed: Sentence("Khóa sổ {book}", "Book {book} closed"),
    law.LawAdded: Sentence("Thêm quy định có ngày hiệu lực", "A dated piece of law added"),
    law.LawRepealed: Sentence("Bãi bỏ quy định đã thêm: {reason}", "An added piece of law repealed: {reason}"),
    redaction.RecordRedacted: Sentence("Lược bỏ dữ liệu cá nhân: {ground}", "Personal data removed: {ground}"),
    hold.WorkReturned: Sentence("Trả việc tạm giữ lại cán bộ: {reason}", "Held work returned: {reason}"),
    hold.WorkDismissed: Sentence("Bỏ việc tạm giữ: {reason}", "Held work dismissed: {reason}"),
    hold.WorkShelved: Sentence("Cất việc đã xử lý khỏi máy tính bảng", "Settled work taken off the tablet"),
    hold.ConflictSettled: Sentence(
        "Giải quyết mâu thuẫn ở mục {field}: {reason}", "Conflict settled on {field}: {reason}"
    ),
}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES_NO = {True: Sentence("có", "yes"), False: Sentence("không", "no")}


Calls = Callable[[int, str], str]
"""What `value-cash` or `field-birth` is called, in Vietnamese (0) or English (1); empty for what has no word."""


_SECOND = Sentence(
    "Hẹn lượt thứ hai theo luật: mang kết quả đến nhà, ký sổ",
    "Second visit by law: result brought home, register signed",
)


def sentence(body: Body, names: dict[str, str] | None = None, calls: Calls = lambda _language, _key: "") -> Sentence:
    """What a body tells; `names` puts people's own names in place of officers' ids, `calls` words in place of codes."""
    vi, en = _SECOND if isinstance(body, visit.VisitPlanned) and body.follows else SENTENCES[type(body)]
    return Sentence(_filled(vi, body, names or {}, calls, 0), _filled(en, body, names or {}, calls, 1))


def _filled(text: str, body: Body, names: dict[str, str], calls: Calls, language: int) -> str:
    asked = [name for name in body.__struct_fields__ if f"{{{name}}}" in text]
    words = {name: _word(getattr(body, name), names, calls, language) for name in asked}
    return text.format(**words).removesuffix(": ")


def _word(value: Any, names: dict[str, str], calls: Calls, language: int) -> str:
    """A value as a word: yes or no, the fields of a change, a name, what the value is called, or itself."""
    if isinstance(value, bool):
        return _YES_NO[value][language]
    if isinstance(value, msgspec.Struct):
        changed = [name for name in value.__struct_fields__ if getattr(value, name) is not msgspec.UNSET]
        return ", ".join(calls(language, f"field-{name}") or name for name in changed)
    text = str(value)
    if _DAY.fullmatch(text):
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    return names.get(text) or calls(language, f"value-{text}") or text
