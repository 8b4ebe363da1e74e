/** Whether the person at the table is the one who was promised a visit. */
import { foldText } from "../core/api";
import type { Citizen } from "../core/api";

export interface Told {
  number: string;
  name: string;
}

export type Difference = "number" | "name";

/** Where what a paper says differs from what the office knows. What the office never knew cannot differ. */
export function differences(told: Told, known: Citizen | null): Difference[] {
  if (!known) return [];
  const found: Difference[] = [];
  if (known.id_number && told.number && known.id_number !== told.number) found.push("number");
  if (told.name && foldText(told.name) !== foldText(known.name)) found.push("name");
  return found;
}

/** Numbers as the office takes them: letters large, no blanks. */
export function tidyNumber(typed: string): string {
  return typed.toUpperCase().replace(/[\s.-]/g, "");
}

export const isNumberShaped = (number: string): boolean => /^[0-9A-Z]{6,14}$/.test(number);

/** Only the last three signs of a number, for lists others may see. */
export function lastSigns(number: string): string {
  return number ? `…${number.slice(-3)}` : "";
}
