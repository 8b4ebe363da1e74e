"""Every way to say no, on one page: code, HTTP status, sentence, next step, and who can mend it.

A refusal is a value, never an exception inside `models/`: the office writes it on the receipt, the tablet shows it, the
log names its code. `status` is used only where a whole call is refused; business refusals travel on receipts.
"""

from typing import Literal

import msgspec

Mender = Literal["officer", "clerk", "supervisor", "admin", "programmer", "nobody"]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One reason to refuse, with a sentence and one next step in Vietnamese and English."""

    code: str
    status: int
    vi: str
    en: str
    next_vi: str
    next_en: str
    mender: Mender


class Refused(msgspec.Struct, frozen=True):
    """A refusal with the particulars of this case, e.g. the state a visit is really in."""

    code: str
    detail: str = ""


def sentence(code: str) -> Refusal:
    """The full refusal behind a code; unknown codes (from a newer office) get a plain one."""
    return REFUSALS.get(code, REFUSALS["unknown_refusal"])


def _table(*refusals: Refusal) -> dict[str, Refusal]:
    return {refusal.code: refusal for refusal in refusals}


def _no(code: str, status: int, mender: Mender, vi: str, en: str, next_vi: str, next_en: str) -> Refusal:
    return Refusal(code=code, status=status, mender=mender, vi=vi, en=en, next_vi=next_vi, next_en=next_en)


_ENVELOPE = (
    _no(
        "malformed",
        400,
        "programmer",
        "Bản ghi không đọc được.",
        "The record cannot be read.",
        "Bản ghi được giữ nguyên; gửi mã này cho người quản trị.",
        "The record is kept; give this code to the administrator.",
    ),
    _no(
        "unknown_kind",
        400,
        "admin",
        "Máy chủ chưa biết loại bản ghi này.",
        "The office does not know this kind of record.",
        "Cập nhật máy chủ hoặc ứng dụng.",
        "Update the server or the app.",
    ),
    _no(
        "too_large",
        413,
        "officer",
        "Bản ghi quá lớn.",
        "The record is too large.",
        "Rút ngắn ghi chú; ảnh gửi riêng.",
        "Shorten the notes; photographs travel apart.",
    ),
    _no(
        "torn_push",
        400,
        "nobody",
        "Gói gửi bị đứt giữa chừng.",
        "The push was cut on its way.",
        "Máy sẽ tự gửi lại.",
        "The device sends it again by itself.",
    ),
    _no(
        "bad_signature",
        422,
        "admin",
        "Chữ ký của máy không khớp.",
        "The device's signature does not match.",
        "Gửi lại; nếu vẫn lỗi, ghi danh lại máy.",
        "Send again; if it persists, enrol the device anew.",
    ),
    _no(
        "broken_chain",
        422,
        "admin",
        "Chuỗi bản ghi của máy bị đứt.",
        "The device's chain of records is broken.",
        "Ghi danh lại máy; bản ghi chưa gửi vẫn được giữ.",
        "Enrol the device anew; unsent records are kept.",
    ),
    _no(
        "number_taken",
        409,
        "officer",
        "Số thứ tự này máy đã dùng cho bản ghi khác.",
        "This device has already used this number for another record.",
        "Máy đã được phục hồi từ bản cũ: ghi danh lại.",
        "The device was restored from an old copy: enrol it anew.",
    ),
    _no(
        "id_taken",
        409,
        "programmer",
        "Mã bản ghi đã dùng cho nội dung khác.",
        "This record id is already used for other content.",
        "Bản ghi được giữ để kiểm tra.",
        "The record is kept for inspection.",
    ),
)

_ACCESS = (
    _no("not_signed_in", 401, "officer", "Chưa đăng nhập.", "Not signed in.", "Đăng nhập lại.", "Sign in again."),
    _no(
        "not_allowed",
        403,
        "supervisor",
        "Vai trò của bạn không được làm việc này.",
        "Your role may not do this.",
        "Nhờ người phụ trách.",
        "Ask the supervisor.",
    ),
    _no(
        "other_unit",
        403,
        "supervisor",
        "Việc này thuộc đơn vị khác.",
        "This belongs to another unit.",
        "Liên hệ đơn vị phụ trách.",
        "Contact the unit in charge.",
    ),
    _no(
        "device_revoked",
        403,
        "supervisor",
        "Máy này đã bị thu hồi.",
        "This device has been revoked.",
        "Nộp máy cho người phụ trách.",
        "Hand the device to the supervisor.",
    ),
    _no(
        "device_unknown",
        403,
        "supervisor",
        "Máy này chưa ghi danh.",
        "This device is not enrolled.",
        "Xin mã ghi danh mới.",
        "Ask for a new enrolment code.",
    ),
    _no(
        "key_taken",
        409,
        "officer",
        "Khóa này đã ghi danh cho máy khác.",
        "This key is already enrolled for another device.",
        "Tạo khóa mới rồi ghi danh lại.",
        "Make a new key and enrol again.",
    ),
    _no(
        "code_wrong",
        403,
        "supervisor",
        "Mã ghi danh sai, đã dùng hoặc hết hạn.",
        "The enrolment code is wrong, used or expired.",
        "Xin mã mới.",
        "Ask for a new code.",
    ),
    _no(
        "wrong_password",
        401,
        "officer",
        "Tên hoặc mật khẩu không đúng.",
        "Wrong name or password.",
        "Thử lại, hoặc nhờ quản trị đặt lại.",
        "Try again, or ask the administrator to reset it.",
    ),
    _no(
        "too_many_tries",
        429,
        "nobody",
        "Thử quá nhiều lần.",
        "Too many tries.",
        "Đợi một lúc rồi thử lại.",
        "Wait, then try again.",
    ),
    _no("csrf", 403, "nobody", "Trang đã cũ.", "The page is out of date.", "Tải lại trang.", "Reload the page."),
)

_RULES = (
    _no(
        "unknown_thing",
        404,
        "clerk",
        "Không tìm thấy hồ sơ được nhắc tới.",
        "What this speaks of is not known here.",
        "Kiểm tra lại mã.",
        "Check the identifier.",
    ),
    _no(
        "already_there",
        409,
        "clerk",
        "Hồ sơ này đã có.",
        "This already exists.",
        "Mở hồ sơ đã có.",
        "Open the existing one.",
    ),
    _no(
        "wrong_state",
        409,
        "supervisor",
        "Không làm được ở trạng thái hiện tại.",
        "Not possible in the present state.",
        "Xem lịch sử rồi chọn bước phù hợp.",
        "Read the history and choose a fitting step.",
    ),
    _no(
        "not_yours",
        403,
        "supervisor",
        "Lượt hẹn này không giao cho bạn.",
        "This visit is not assigned to you.",
        "Hỏi người phụ trách.",
        "Ask the supervisor.",
    ),
    _no(
        "lease_old",
        409,
        "supervisor",
        "Lượt hẹn đã được chuyển cho người khác khi máy không có mạng.",
        "The visit was reassigned while the device was offline.",
        "Việc đã làm được giữ nguyên; người phụ trách sẽ quyết định.",
        "The work is kept whole; a supervisor decides.",
    ),
    _no(
        "same_field",
        409,
        "supervisor",
        "Hai người sửa cùng một mục.",
        "Two people changed the same field.",
        "Cả hai giá trị được giữ; chọn ở bàn giải quyết.",
        "Both values are kept; choose at the settling desk.",
    ),
    _no(
        "not_skilled",
        409,
        "supervisor",
        "Cán bộ không được giao thủ tục này.",
        "The officer may not handle this procedure.",
        "Chọn cán bộ khác.",
        "Choose another officer.",
    ),
    _no(
        "officer_absent",
        409,
        "supervisor",
        "Cán bộ vắng mặt vào giờ đó.",
        "The officer is absent at that time.",
        "Chọn cán bộ hoặc giờ khác.",
        "Choose another officer or time.",
    ),
    _no(
        "related",
        409,
        "supervisor",
        "Cán bộ có quan hệ thân thích với người yêu cầu (NĐ 23/2015, Điều 9).",
        "The officer is related to the requester (Decree 23/2015, art. 9).",
        "Chọn cán bộ khác.",
        "Choose another officer.",
    ),
    _no(
        "offsite_missing",
        422,
        "officer",
        "Chứng thực ngoài trụ sở phải ghi lý do, địa điểm, giờ và phút (NĐ 23/2015, Điều 10).",
        "Certification outside the office needs reason, place, hour and minute (Decree 23/2015, art. 10).",
        "Ghi bổ sung rồi lưu lại.",
        "Add them and save again.",
    ),
    _no(
        "not_at_home",
        422,
        "officer",
        "Thủ tục này chỉ được tiếp nhận tại nhà, không hoàn tất tại nhà.",
        "This procedure may be received at home but not finished there.",
        "Tiếp nhận rồi hoàn tất tại trụ sở.",
        "Receive it and finish it at the office.",
    ),
    _no(
        "witnesses_missing",
        422,
        "officer",
        "Cần đủ hai người làm chứng.",
        "Two witnesses are needed.",
        "Mời đủ người làm chứng hoặc hẹn lại.",
        "Bring two witnesses or come again.",
    ),
    _no(
        "step_missing",
        422,
        "officer",
        "Còn bước bắt buộc chưa làm.",
        "A required step is missing.",
        "Làm bước còn thiếu, hoặc hẹn bổ sung.",
        "Do the missing step, or agree to come again.",
    ),
    _no(
        "not_lucid",
        422,
        "officer",
        "Người yêu cầu không minh mẫn: không được chứng thực (NĐ 23/2015, Điều 25).",
        "The requester is not lucid: it may not be certified (Decree 23/2015, art. 25).",
        "Kết thúc lượt hẹn với lý do này.",
        "End the visit with this reason.",
    ),
    _no(
        "not_eligible",
        409,
        "clerk",
        "Yêu cầu chưa được xác nhận đủ điều kiện.",
        "The request has not been found eligible.",
        "Quyết định điều kiện trước.",
        "Decide eligibility first.",
    ),
    _no(
        "consent_missing",
        422,
        "clerk",
        "Người gọi thay phải có sự đồng ý của người yêu cầu.",
        "A caller for someone else needs that person's consent.",
        "Hỏi và ghi lại sự đồng ý.",
        "Ask and record the consent.",
    ),
    _no(
        "procedure_unknown",
        422,
        "clerk",
        "Không có thủ tục này trong danh mục đang áp dụng.",
        "This procedure is not in the catalogue in force.",
        "Chọn thủ tục trong danh mục.",
        "Choose one from the catalogue.",
    ),
    _no(
        "already_settled",
        409,
        "supervisor",
        "Việc này đã được giải quyết.",
        "This has already been settled.",
        "Tải lại danh sách.",
        "Reload the list.",
    ),
    _no(
        "bad_value",
        422,
        "clerk",
        "Giá trị không hợp lệ.",
        "A value is not valid.",
        "Sửa rồi lưu lại.",
        "Correct it and save again.",
    ),
    _no(
        "reason_missing",
        422,
        "officer",
        "Cần ghi lý do.",
        "A reason is needed.",
        "Ghi lý do rồi lưu lại.",
        "Give the reason and save again.",
    ),
    _no(
        "erased",
        410,
        "nobody",
        "Dữ liệu của người này đã được xóa theo yêu cầu.",
        "This person's data was erased on request.",
        "Không thể thay đổi.",
        "It cannot be changed.",
    ),
)

_SERVER = (
    _no(
        "store_full",
        503,
        "admin",
        "Máy chủ hết chỗ lưu.",
        "The office's storage is full.",
        "Dữ liệu vẫn an toàn trên máy; báo quản trị.",
        "Data is safe on the device; tell the administrator.",
    ),
    _no(
        "store_away",
        503,
        "admin",
        "Cơ sở dữ liệu tạm thời không trả lời.",
        "The database does not answer for the moment.",
        "Máy sẽ tự thử lại.",
        "The device tries again by itself.",
    ),
    _no("not_found", 404, "clerk", "Không tìm thấy.", "Not found.", "Kiểm tra lại địa chỉ.", "Check the address."),
    _no(
        "bad_call",
        400,
        "programmer",
        "Yêu cầu không đúng dạng.",
        "The call is not of the right form.",
        "Xem tài liệu API.",
        "See the API reference.",
    ),
    _no(
        "upload_offset",
        409,
        "nobody",
        "Vị trí tải lên không khớp.",
        "The upload offset does not match.",
        "Máy sẽ hỏi lại vị trí rồi gửi tiếp.",
        "The device asks for the offset and goes on.",
    ),
    _no(
        "upload_checksum",
        460,
        "nobody",
        "Đoạn tải lên bị hỏng trên đường truyền.",
        "The chunk was damaged on its way.",
        "Máy sẽ gửi lại đoạn này.",
        "The device sends the chunk again.",
    ),
    _no(
        "upload_gone",
        410,
        "nobody",
        "Phiên tải lên đã hết hạn.",
        "The upload has expired.",
        "Bắt đầu tải lại.",
        "Start the upload anew.",
    ),
    _no(
        "unsent_work",
        409,
        "officer",
        "Máy còn bản ghi chưa gửi.",
        "The device still holds unsent records.",
        "Gửi hết, hoặc xuất bản sao mã hóa trước khi đăng xuất.",
        "Send everything, or export an encrypted copy first.",
    ),
    _no(
        "unknown_refusal",
        500,
        "admin",
        "Không thực hiện được.",
        "It could not be done.",
        "Báo quản trị mã này.",
        "Tell the administrator this code.",
    ),
)

REFUSALS: dict[str, Refusal] = _table(*_ENVELOPE, *_ACCESS, *_RULES, *_SERVER)
