/** The steps of one visit: which there are, which are done, where the officer stands. Told by the guides, never by law here. */
import type { Dossier, Visit } from "../core/api";
import { lastOfEach } from "../core/signers";
import type { Guide, PaperAsked, Photo, StageId } from "./guide";

export const STEPS = [
  "depart", "arrive", "code", "identity", "lucidity", "papers", "photos", "read", "assent", "signed", "fee", "close",
] as const;
export type Step = (typeof STEPS)[number];

/** What the officer did at the door that no event tells. Kept sealed, per visit. */
export interface Marks {
  code_skipped?: boolean;
  /** Dossiers whose form was read aloud and agreed to. */
  read?: readonly string[];
}

export interface Case {
  visit: Visit;
  dossiers: readonly Dossier[];
  guides: readonly Guide[];
  marks: Marks;
}

const STAGE: Partial<Record<Step, StageId>> = {
  identity: "identity", lucidity: "lucidity", papers: "papers", photos: "photos", read: "form", assent: "assent",
  signed: "photos", fee: "fee",
};

/** The steps this visit has, in order: those every visit has, and those a procedure of it asks for. */
export function stepsOf(one: Case): Step[] {
  return STEPS.filter((step) => {
    const stage = STAGE[step];
    if (!stage) return true;
    if (!one.guides.some((guide) => guide.steps.some((asked) => asked.id === stage))) return false;
    if (step === "papers") return papersOf(one.guides).length > 0;
    if (step === "photos") return photosOf(one.guides).some(isBefore);
    if (step === "signed") return photosOf(one.guides).some((photo) => !isBefore(photo));
    return true;
  });
}

/** Papers shown are photographed before anything is signed; what was signed, after. */
export const isBefore = (photo: Photo): boolean => photo.id !== "signed";

export function isDone(step: Step, one: Case): boolean {
  const { visit } = one;
  switch (step) {
    case "depart":
      return visit.departed_ms > 0 || visit.arrived !== null || visit.ended_ms > 0;
    case "arrive":
      return visit.arrived !== null;
    case "code":
      return Boolean(visit.arrived?.code_given) || Boolean(one.marks.code_skipped);
    case "identity":
      return visit.identity !== null && (visit.identity.matches || Boolean(visit.identity.note));
    case "lucidity":
      return visit.lucidity !== null;
    case "papers":
      return papersOf(one.guides).every((paper) => visit.papers.some((seen) => seen.paper === paper.id));
    case "photos":
      return photosOf(one.guides).filter(isBefore).every((photo) => isTaken(photo, one));
    case "read":
      return asking(one, "form").every((id) => one.marks.read?.includes(id));
    case "assent":
      return unsigned(one) === 0;
    case "signed":
      return photosOf(one.guides).filter((photo) => !isBefore(photo)).every((photo) => isTaken(photo, one));
    case "fee":
      return asking(one, "fee").every((id) => visit.fees.some((fee) => fee.dossier === id));
    case "close":
      return visit.state === "completed";
  }
}

/** The dossiers whose procedure asks for a stage. */
export function asking(one: Pick<Case, "guides">, stage: StageId): string[] {
  return one.guides.filter((guide) => guide.steps.some((asked) => asked.id === stage)).map((guide) => guide.dossier);
}

/** How many signatures, fingerprints or words before witnesses are still to come: of all dossiers, or of one. */
export function unsigned(one: Pick<Case, "guides" | "visit">, dossier?: string): number {
  const ids = dossier === undefined ? asking(one, "assent") : [dossier];
  return one.guides.filter((guide) => ids.includes(guide.dossier))
    .reduce((left, guide) => left + Math.max(0, (guide.signers ?? 1) - lastOfEach(one.visit, guide.dossier).length), 0);
}

function eachOnce<T extends { id: string }>(all: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const one of all) if (!seen.has(one.id)) seen.set(one.id, one);
  return [...seen.values()];
}

/** Papers of all dossiers that somebody must look at, each once: the same paper serves them all. */
export function papersOf(guides: readonly Guide[]): PaperAsked[] {
  return eachOnce(guides.flatMap((guide) => guide.papers)).filter((paper) => paper.need !== "not_needed");
}

/** Required papers that are not there: the officer agrees to come again, or closes with this said. */
export function papersMissing(one: Case): PaperAsked[] {
  const missing = new Set(one.visit.papers.filter((seen) => seen.state === "missing").map((seen) => seen.paper));
  return papersOf(one.guides).filter((paper) => paper.required && missing.has(paper.id));
}

export function photosOf(guides: readonly Guide[]): Photo[] {
  return eachOnce(guides.flatMap((guide) => guide.photos));
}

/** How a photograph names its slot and its page; the office shows the words as they are. */
export function photoLabel(photo: Photo, page: number): string {
  const name = photo.vi.slice(0, 180);
  return page === 1 ? name : `${name} (${page})`;
}

export function pagesOf(photo: Photo, visit: Visit): Visit["files"][number][] {
  const name = photoLabel(photo, 1);
  return visit.files.filter((file) => file.label === name || file.label?.startsWith(`${name} (`));
}

function isTaken(photo: Photo, one: Case): boolean {
  const seen = one.visit.papers.find((paper) => paper.paper === photo.paper);
  const isThere = seen === undefined || seen.state === "have";
  return !photo.required || (!isThere && isBefore(photo)) || pagesOf(photo, one.visit).length > 0;
}

/** The first step not yet done: where a visit opens. */
export function nextStep(one: Case): Step {
  return stepsOf(one).find((step) => !isDone(step, one)) ?? "close";
}

/** Whether a step may be opened now: nothing at the door before the arrival, nothing after the end. */
export function mayOpen(step: Step, one: Case): boolean {
  if (one.visit.ended_ms > 0) return step === "close";
  if (step === "depart" || step === "arrive") return true;
  return one.visit.arrived !== null;
}
