/** What the screens say: the same Fluent files as the office, Vietnamese first, English second. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import vi from "../../../server/words/vi/tablet.ftl?raw";

export type Language = "vi" | "en";

function bundle(language: Language, text: string): FluentBundle {
  const made = new FluentBundle(language, { useIsolating: false });
  made.addResource(new FluentResource(text));
  return made;
}

const bundles: { vi: FluentBundle; en: FluentBundle | null } = { vi: bundle("vi", vi), en: null };
const chosen = $state<{ language: Language }>({ language: "vi" });

/** The language this tablet was left in; the English words are fetched only by who reads them. */
export async function recall(): Promise<void> {
  await speak(localStorage.getItem("language") === "en" ? "en" : "vi");
}

export function language(): Language {
  return chosen.language;
}

export async function speak(next: Language): Promise<void> {
  if (next === "en") bundles.en ??= bundle("en", (await import("../../../server/words/en/tablet.ftl?raw")).default);
  chosen.language = next;
  document.documentElement.lang = next;
  localStorage.setItem("language", next);
}

/** The sentence behind a key in the language chosen now. */
export function t(key: string, args?: Record<string, FluentVariable>): string {
  const here = bundles[chosen.language] ?? bundles.vi;
  const message = here.getMessage(key);
  return message?.value ? here.formatPattern(message.value, args) : key;
}

/** The half of a two-language value that is read now; the Vietnamese one where the other is missing. */
export function said(both: { vi?: string; en?: string } | undefined): string {
  return (chosen.language === "en" && both?.en) || both?.vi || "";
}

const ZONE = "Asia/Ho_Chi_Minh";
const locale = (): string => (chosen.language === "en" ? "en-GB" : "vi-VN");

/** 07:42, by the clocks of Vietnam wherever the tablet believes to be. */
export function hour(at_ms: number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE }).format(at_ms);
}

/** Thứ Hai, 23/11. */
export function dayName(at_ms: number): string {
  const weekday = new Intl.DateTimeFormat(locale(), { weekday: "long", timeZone: ZONE }).format(at_ms);
  const date = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", timeZone: ZONE }).format(at_ms);
  return `${weekday}, ${date}`;
}

/** 2026-11-23: the local day a moment lies in. */
export function localDay(at_ms: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(at_ms);
}

export function dong(amount: number): string {
  return `${new Intl.NumberFormat("vi-VN").format(amount)} ₫`;
}

/** 186 kB, 1,2 MB. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1000)} kB`
    : `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
}
