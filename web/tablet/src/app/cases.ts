/** One visit with all that belongs to it, as it stands on this tablet. */
import type { Citizen, Dossier, Request, Visit } from "../core/api";
import type { Guide } from "../day/guide";
import type { Case, Marks } from "../day/steps";
import { here, keep } from "./here.svelte";

export interface Whole extends Case {
  visit: Visit;
  citizen: Citizen | null;
  request: Request | null;
  dossiers: readonly Dossier[];
  guides: readonly Guide[];
}

/** The visit and its people, papers and guides; nothing when it no longer reaches this tablet. */
export function whole(id: string): Whole | null {
  const mine = here.mine;
  const visit = mine.view("visit", id);
  if (!visit) return null;
  const dossiers = visit.dossiers.map((one) => mine.view("dossier", one)).filter((one) => one !== null);
  const guides = dossiers.map((one) => mine.guide(one.id)).filter((one) => one !== null) as unknown as Guide[];
  return {
    visit, dossiers, guides, citizen: mine.view("citizen", visit.citizen), request: mine.view("request", visit.request),
    marks: marks(id),
  };
}

const marksKey = (id: string): string => `visit/${id}/marks`;

export function marks(id: string): Marks {
  return here.mine.draft<Marks>(marksKey(id)) ?? {};
}

export async function mark(id: string, more: Partial<Marks>): Promise<void> {
  await keep(marksKey(id), { ...marks(id), ...more });
}

/** Half-done answers of one step of one visit. */
export function half<T>(id: string, step: string): T | null {
  return here.mine.draft<T>(`visit/${id}/${step}`);
}

export async function keepHalf(id: string, step: string, value: unknown): Promise<void> {
  await keep(`visit/${id}/${step}`, value);
}

/** How an address is read aloud: house, street, hamlet. */
export function addressOf(address: Visit["address"]): string {
  const parts = [address.house, address.street, address.hamlet].filter(Boolean).join(", ");
  return parts || address.printed || "";
}

/** Whom to ring about a visit, the one most likely to answer first. */
export function contactsOf(one: Whole): { name: string; phone: string; relation: string }[] {
  const { citizen, request } = one;
  const found = [
    citizen?.helper, request?.caller,
    ...(citizen?.phones ?? []).map((phone) => ({ name: citizen?.name ?? "", phone, relation: "" })),
  ].filter((contact) => contact?.phone);
  const unique = new Map(found.map((contact) => [contact!.phone, contact!]));
  return [...unique.values()].map((contact) => ({ relation: "", phone: "", ...contact }));
}

/** Whole years at a moment; from a year alone, as if born on its first day; nothing when unknown. */
export function ageOf(birth: string, day: string): number | null {
  if (!birth) return null;
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return birth.length === 10 && day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** How much of a visit exists only on this tablet: records without receipt, and files the office has not confirmed. */
export function waitingOf(id: string): number {
  const items = here.mine.items().filter((item) => item.visit === id);
  return items.filter((item) => item.state === "waiting").length + items.filter((item) => item.file && !item.file.confirmed).length;
}
