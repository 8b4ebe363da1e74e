// Every way to say no that a tablet may meet with no office at hand; others bring their sentences on the receipt.

import type { Refused, Sentence } from "./api";
import { REFUSALS } from "./shapes";

/** What only a tablet says, in the form of models/data/refusals.toml. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  pin_wrong: ["Sai mã PIN.", "The PIN is wrong.", "Nhập lại.", "Enter it again.", "officer"],
  pin_wait: [
    "Đã nhập sai nhiều lần.",
    "Too many wrong PINs.",
    "Đợi hết thời gian rồi nhập lại.",
    "Wait, then enter it again.",
    "officer",
  ],
  pin_wiped: [
    "Sai mã PIN quá nhiều lần: dữ liệu trên máy đã được xóa. Mọi việc đã nằm ở trụ sở.",
    "Too many wrong PINs: what was on this tablet is erased. All work is at the office.",
    "Xin mã ghi danh mới.",
    "Ask for a new enrolment code.",
    "supervisor",
  ],
  vault_gone: [
    "Ngăn này không còn trên máy.",
    "This store is no longer on this tablet.",
    "Xin mã ghi danh mới.",
    "Ask for a new enrolment code.",
    "supervisor",
  ],
  pin_short: ["Mã PIN cần 6 đến 12 chữ số.", "A PIN has 6 to 12 digits.", "Chọn mã khác.", "Choose another.", "officer"],
  passphrase_wrong: [
    "Sai mật khẩu, hoặc tệp bị hỏng.",
    "The passphrase is wrong, or the file is damaged.",
    "Nhập lại mật khẩu đã đặt khi xuất.",
    "Enter the passphrase chosen at export.",
    "officer",
  ],
  photos_stopped: [
    "Máy sắp hết chỗ: tạm dừng chụp ảnh để giữ chỗ cho hồ sơ.",
    "Storage is nearly full: photographs stop so that records can go on.",
    "Gửi dữ liệu về trụ sở khi có mạng, rồi chụp tiếp.",
    "Send what waits when there is a network, then go on.",
    "officer",
  ],
  disk_full: [
    "CHƯA LƯU: máy hết chỗ.",
    "NOT SAVED: the tablet's storage is full.",
    "Đừng tắt máy; xóa bớt tệp khác hoặc gửi dữ liệu, rồi làm lại bước này.",
    "Do not switch off; free some space or send what waits, then do this step again.",
    "officer",
  ],
};

/** A refusal with the particulars of this case. */
export function refused(code: string, detail = ""): Refused {
  return { refused: true, code, detail };
}

export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && (answer as Refused).refused === true;
}

/** The sentences behind a code; unknown codes (from a newer office) get plain ones. */
export function sentence(code: string): Sentence {
  const told = REFUSALS[code] ?? OWN[code] ?? REFUSALS["unknown_refusal"] ?? [];
  const [vi = "", en = "", next_vi = "", next_en = "", mender = "admin"] = told;
  return { vi, en, next_vi, next_en, mender };
}
