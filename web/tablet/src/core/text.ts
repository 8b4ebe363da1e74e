// Vietnamese text, as models/text.py has it: stored composed (NFC), searched folded.

const ZERO_WIDTH = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const CONTROL = /(?![\t\n\v\f\r])[\p{Cc}\p{Cf}\p{Cs}]/u;

export const nfc = (s: string): string => s.normalize("NFC");

/** A typed line as it is stored; throws RangeError for control characters and lone surrogates. */
export function tidy(s: string): string {
  const composed = nfc(s.replace(ZERO_WIDTH, ""));
  if (CONTROL.test(composed)) throw new RangeError("control character");
  return composed.split(/\s+/u).filter(Boolean).join(" ");
}

/** What two spellings of one word share: lower case, no marks, đ as d. */
export function fold(s: string): string {
  return s.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[đð]/g, "d");
}

/** The folded words and numbers of a text, in its order. */
export function words(s: string): string[] {
  return fold(s).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** "Nguyễn Thị Đào" gives "NTĐ". */
export function initials(name: string): string {
  return nfc(name)
    .split(/\s+/u)
    .filter(Boolean)
    .map((word) => (Array.from(word)[0] ?? "").toUpperCase())
    .join("");
}
