// The QR code of a citizen's card, as models/cccd.py reads it. It is not signed: it spares typing and proves nothing.
// Relatives' names and numbers on cards of 2024 are dropped here and never returned; no error repeats what was read.

import { fold, tidy } from "./text";

export type CardErrorCode = "empty" | "too_long" | "too_few_fields" | "number_shape" | "text_damaged" | "birth_missing";
export type NumberWarning = "century" | "birth_year" | "sex";
export type Sex = "male" | "female";

export class CardError extends Error {
  override readonly name = "CardError";
  constructor(readonly code: CardErrorCode) {
    super(code);
  }
}

/** What a card's code says of its holder; `birth` is ISO 8601, shortened where the day was never known. */
export type Card = {
  number: string;
  old_number: string | null;
  name: string;
  birth: string;
  sex: Sex | null;
  address: string;
  issued: string | null;
};

const PAYLOAD_CHARS_MAX = 1000;
const FIELDS_MIN = 6;
const FIELDS_READ = 7;
const DAY = /^(?:(\d\d)[/.-]?(\d\d)[/.-]?(\d{4})|(\d{4})-(\d\d)-(\d\d)|(\d{4}))$/;
const NAME = /^[\p{L}\p{M} '’.-]+$/u;
const SEXES: Readonly<Record<string, Sex>> = { nam: "male", nu: "female" };

/** The card behind a scanned code; throws CardError for anything else. */
export function parseCard(payload: string): Card {
  if (Array.from(payload).length > PAYLOAD_CHARS_MAX) throw new CardError("too_long");
  const fields = split(payload);
  if (!fields.some(Boolean)) throw new CardError("empty");
  if (fields.length < FIELDS_MIN) throw new CardError("too_few_fields");
  const number = bare(fields[0] ?? "");
  if (!isNumber(number)) throw new CardError("number_shape");
  const old = bare(fields[1] ?? "");
  const hasOld = /^\p{Nd}*$/u.test(old);
  const [name = "", birth = "", sex = "", address = "", issued] = fields.slice(hasOld ? 2 : 1);
  if (!NAME.test(name)) throw new CardError("text_damaged");
  const born = day(birth);
  if (born === null) throw new CardError("birth_missing");
  return {
    number,
    old_number: hasOld && old.length === 9 ? old : null,
    name,
    birth: born,
    sex: SEXES[fold(sex)] ?? null,
    address,
    issued: issued === undefined ? null : day(issued),
  };
}

export const isNumber = (number: string): boolean => /^[0-9]{12}$/.test(number);

/** What in a personal number disagrees with birth and sex: a reason to look again, never to refuse. */
export function checkNumber(number: string, birth: string, sex: Sex | null): NumberWarning[] {
  if (!isNumber(number)) throw new CardError("number_shape");
  const digit = Number(number.charAt(3));
  const warnings: NumberWarning[] = [];
  if (birth.slice(0, 2) !== String(19 + Math.floor(digit / 2))) warnings.push("century");
  if (birth.slice(2, 4) !== number.slice(4, 6)) warnings.push("birth_year");
  if (sex !== null && (sex === "female") !== (digit % 2 === 1)) warnings.push("sex");
  return warnings;
}

const bare = (text: string): string => text.replaceAll(" ", "");

function split(payload: string): string[] {
  try {
    return payload.replace(/[\r\n\t\v\f]+/g, " ").split("|").slice(0, FIELDS_READ).map(tidy);
  } catch {
    throw new CardError("text_damaged");
  }
}

function day(text: string): string | null {
  const found = DAY.exec(bare(text));
  if (!found) return null;
  const d = found[1] ?? found[6] ?? "00";
  const month = found[2] ?? found[5] ?? "00";
  const year = found[3] ?? found[4] ?? found[7] ?? "";
  const [y, m, n] = [Number(year), Number(month) || 1, Number(d) || 1];
  const real = new Date(Date.UTC(2000, 0, 1));
  real.setUTCFullYear(y, m - 1, n);
  if (y < 1 || real.getUTCMonth() !== m - 1 || real.getUTCDate() !== n) return null;
  if (month === "00") return year;
  return d === "00" ? `${year}-${month}` : `${year}-${month}-${d}`;
}
