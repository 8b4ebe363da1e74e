/** What was said, field by field, in words: as the consoles show it (server/consoles/plain.py). */
import { dayName, dong, hour, size, t, word } from "../words.svelte";

type Plain = Readonly<Record<string, unknown>>;

/** Numbers from the year 2000 on, in milliseconds, are moments. */
const MOMENT_MS_MIN = 946_684_800_000;
/** Fields people write in their own words: never taken for the word of a list. */
const FREE = new Set(["note", "summary", "name", "reason", "why_no_place", "code_given", "signer", "label"]);
const UNSAID = new Set(["visit", "citizen", "dossier", "digest", "lat_e6", "lon_e6"]);

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

export const label = (name: string): string => word(`field-${name}`, name);

/** The fields that say something, each with its label; ids say nothing to people. */
export function lines(body: object): [label: string, shown: string][] {
  return Object.entries(body)
    .filter(([name, value]) => !UNSAID.has(name) && !isEmpty(value))
    .map(([name, value]) => [label(name), shown(name, value)]);
}

/** A field's value in words. */
export function shown(name: string, value: unknown): string {
  if (isEmpty(value)) return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return number(name, value);
  if (typeof value === "string") return FREE.has(name) ? value : word(`value-${value}`, value);
  if (Array.isArray(value)) return value.map((one) => shown(name, one)).join("; ");
  return whole(value as Plain);
}

function number(name: string, value: number): string {
  if (name.endsWith("_dong")) return dong(value);
  if (name.endsWith("_bytes")) return size(value);
  return value >= MOMENT_MS_MIN ? `${hour(value)} ${dayName(value)}` : String(value);
}

function whole(value: Plain): string {
  const { from_ms, to_ms, lat_e6, lon_e6 } = value;
  if (typeof from_ms === "number" && typeof to_ms === "number") return `${hour(from_ms)}–${hour(to_ms)} ${dayName(from_ms)}`;
  const place = typeof lat_e6 === "number" && typeof lon_e6 === "number" ? [`${lat_e6 / 1e6}, ${lon_e6 / 1e6}`] : [];
  return [...place, ...lines(value).map(([name, told]) => `${name}: ${told}`)].join(", ");
}
