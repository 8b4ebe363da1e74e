/** What the screens say: the same Fluent files as the office, Vietnamese first, English second. */
import en from "../../../server/words/en/tablet.ftl?words";
import vi from "../../../server/words/vi/tablet.ftl?words";
import { filledIn, type Args, type Message, type Pattern } from "./pattern";

export type Language = "vi" | "en";

const ADDRESS: Record<Language, string> = { vi, en };
const spoken: Partial<Record<Language, ReadonlyMap<string, Pattern>>> = {};
const chosen = $state<{ language: Language }>({ language: "vi" });

/** The words of one language, from this very server or from what the worker keeps of it. */
async function fetched(language: Language): Promise<ReadonlyMap<string, Pattern>> {
  const messages = (await (await fetch(ADDRESS[language])).json()) as Message[];
  return new Map(messages.map(({ id, value }) => [id, value]));
}

/** The language this tablet was left in. */
export async function recall(): Promise<void> {
  await speak(localStorage.getItem("language") === "en" ? "en" : "vi");
}

export function language(): Language {
  return chosen.language;
}

/** The other language's words come with the next touch; a machine that cannot bring them goes on in the one it has. */
export async function speak(next: Language): Promise<void> {
  spoken[next] ??= await fetched(next);
  chosen.language = next;
  document.documentElement.lang = next;
  localStorage.setItem("language", next);
}

/** The sentence behind a key in the language chosen now. */
export function t(key: string, args: Args = {}): string {
  return word(key, key, args);
}

/** The same, or what is given where there is no such key. */
export function word(key: string, without: string, args: Args = {}): string {
  const pattern = spoken[chosen.language]?.get(key);
  return pattern === undefined ? without : filledIn(pattern, args, chosen.language);
}

/** The half of a two-language value that is read now; the Vietnamese one where the other is missing. */
export function said(both: { vi?: string; en?: string } | undefined): string {
  return (chosen.language === "en" && both?.en) || both?.vi || "";
}

/** Vietnam has one clock, seven hours ahead of UTC, and no summer time. Intl would say the same, but making its writers costs more than the whole list. */
const AHEAD_MS = 7 * 3_600_000;
const written = (at_ms: number): string => new Date(at_ms + AHEAD_MS).toISOString();

/** 07:42. */
export function hour(at_ms: number): string {
  return written(at_ms).slice(11, 16);
}

/** Thứ Hai, 23/11. */
export function dayName(at_ms: number): string {
  const day = localDay(at_ms);
  return `${t(`weekday-${new Date(day).getUTCDay()}`)}, ${day.slice(8)}/${day.slice(5, 7)}`;
}

/** 2026-11-23: the local day a moment lies in. */
export function localDay(at_ms: number): string {
  return written(at_ms).slice(0, 10);
}

export function dong(amount: number): string {
  return `${new Intl.NumberFormat("vi-VN").format(amount)} ₫`;
}

/** 186 kB, 1,2 MB. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1000)} kB`
    : `${new Intl.NumberFormat(chosen.language, { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
}
