// Whether something may be said now, as models/access.py and models/visit_rules.py decide it; what a procedure asks comes
// from the guide the office sent. Where no guide is here the office decides when it hears of it: a word is never lost.

import type { Refused } from "./api";
import { about, MANNERS, type Kind } from "./fold";
import { refused } from "./refusal";
import type { Assent, Body, Citizen, Dossier, Guide, Lucidity, Manner, Offsite, States, Visit } from "./said";
import { WHEN } from "./shapes";
import { COSIGNERS_MAX, cosigner, isOwn, lastOfEach, missing, unchecked } from "./signers";

export interface Look {
  <K extends Kind>(kind: K, id: string): States[K] | null;
}
export type Guided = (dossier: string) => Guide | null;

type Assenting = Extract<Body, { kind: "SignatureRecorded" | "FingerprintRecorded" | "NeitherRecorded" }>;

/** In which status a dossier's own words may be said, as models/dossier.py tells. */
const DOSSIER_WHEN: Readonly<Record<string, readonly number[]>> = {
  DossierHandedOver: [1, 2, 4, 5, 6, 9],
  OriginalsTaken: [1, 2, 4, 5, 6],
  OriginalsReturned: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  ResultReturned: [9],
};

export function maySay(officer: string, body: Body, look: Look): Refused | null {
  if (body.kind === "OfficerAbsent" || body.kind === "OfficerBack")
    return body.officer === officer ? null : refused("not_yours");
  const visit = "visit" in body && body.visit ? body.visit : visitOf(body, look);
  const held = visit ? look("visit", visit) : null;
  if (!held) return refused("unknown_thing", "visit");
  if (body.kind === "CitizenAmended" && held.citizen !== body.citizen) return refused("not_yours");
  return held.officer === officer || held.second === officer ? null : refused("not_yours");
}

function visitOf(body: Body, look: Look): string {
  const dossier = body.kind in DOSSIER_WHEN && "dossier" in body ? look("dossier", body.dossier) : null;
  return dossier ? dossier.handover || dossier.visit : "";
}

export function lawful(body: Body, look: Look, guided: Guided): Refused | null {
  const key = about(body);
  const state = look(key.kind, key.id);
  if (!state) return refused("unknown_thing", key.kind);
  switch (body.kind) {
    case "CitizenAmended":
      return look("citizen", body.citizen)?.erased ? refused("erased") : null;
    case "OfficerAbsent":
    case "OfficerBack":
      return officerRule(body, look);
    case "ResultReturned":
    case "DossierHandedOver":
    case "OriginalsTaken":
    case "OriginalsReturned":
      return dossierRule(state as Dossier, body);
    default:
      return visitRule(state as Visit, body, look, guided);
  }
}

function dossierRule(dossier: Dossier, body: Body): Refused | null {
  if (!DOSSIER_WHEN[body.kind]?.includes(dossier.status)) return refused("wrong_state", String(dossier.status));
  if (body.kind === "ResultReturned") {
    if (body.manner === "post") return body.parcel ? null : refused("receipt_unsigned", "parcel");
    return body.signed ? null : refused("receipt_unsigned", "signed");
  }
  if (body.kind !== "OriginalsReturned") return null;
  return dossier.custody.some((one) => !one.returned_ms) ? null : refused("wrong_state", "custody");
}

function officerRule(body: Extract<Body, { kind: "OfficerAbsent" | "OfficerBack" }>, look: Look): Refused | null {
  const officer = look("officer", body.officer);
  if (officer?.left) return refused("wrong_state", "left");
  if (body.kind === "OfficerAbsent")
    return body.absence.from_ms < body.absence.to_ms ? null : refused("bad_value", "absence");
  return officer?.absences.some((one) => one.id === body.absence) ? null : refused("unknown_thing", "absence");
}

function visitRule(visit: Visit, body: Body, look: Look, guided: Guided): Refused | null {
  if (!(WHEN[body.kind] ?? []).includes(visit.state)) return refused("wrong_state", visit.state);
  switch (body.kind) {
    case "VisitArrived":
      return body.place || body.why_no_place ? null : refused("reason_missing", "why_no_place");
    case "IdentityChecked":
      if (!body.identity.matches && !body.identity.note) return refused("reason_missing", "identity");
      return beside(visit, body.signer, look);
    case "LucidityConfirmed":
      return beside(visit, body.signer, look);
    case "VisitRescheduled":
      return body.window.from_ms < body.window.to_ms ? null : refused("bad_value", "window");
    case "FeeCollected":
      return visit.dossiers.includes(body.dossier) ? null : refused("unknown_thing", "dossier");
    case "SignatureRecorded":
    case "FingerprintRecorded":
    case "NeitherRecorded":
      return assent(visit, body, look, guided);
    case "VisitCompleted":
      return completable(visit, look, guided);
    default:
      return null;
  }
}

const complete = (offsite: Offsite | null | undefined): boolean => !!offsite?.place.trim();

function assent(visit: Visit, body: Assenting, look: Look, guided: Guided): Refused | null {
  if (!visit.dossiers.includes(body.dossier)) return refused("unknown_thing", "dossier");
  if (visit.lucidity && !visit.lucidity.lucid) return refused("not_lucid");
  const guide = guided(body.dossier);
  if (guide?.outside && !complete(body.offsite)) return refused("offsite_missing", guide.procedure);
  if (!guide) return null;
  const citizen = look("citizen", visit.citizen);
  return unchecked(visit, guide, citizen, body.signer) ?? lacking(guide, { ...body, manner: MANNERS[body.kind] }, citizen, visit);
}

/** Who signs beside the person is somebody else: what is seen of the person is said of nobody by name. */
function beside(visit: Visit, signer: string | undefined, look: Look): Refused | null {
  if (!signer) return null;
  const citizen = look("citizen", visit.citizen);
  const full = visit.cosigners.length >= COSIGNERS_MAX && !cosigner(visit, signer);
  return !signer.trim() || full || (citizen && isOwn(visit, citizen, signer)) ? refused("bad_value", "signer") : null;
}

type Condition = Pick<Manner, "witnesses" | "witnesses_if_unable" | "interpreter" | "read_aloud">;

/** What one way of signing must carry for this person: as the guide knows them, and as the officer saw them. */
export function asked(manner: Condition, seen: Lucidity | null): { witnesses: number; interpreter: boolean; read_aloud: boolean } {
  const unable = seen !== null && !(seen.reads && seen.hears);
  return {
    witnesses: unable ? manner.witnesses_if_unable : manner.witnesses,
    interpreter: manner.interpreter && seen !== null && !seen.speaks_vietnamese,
    read_aloud: manner.read_aloud || (seen !== null && !seen.reads),
  };
}

type Signing = Pick<Assent, "manner" | "signer" | "witnesses" | "interpreter" | "read_aloud">;

/** What a signing lacks of what is asked; what is known of the person does not bind who signs beside them. */
function lacking(guide: Guide, signing: Signing, citizen: Citizen | null, visit: Visit): Refused | null {
  const manner = guide.manners.find((one) => one.id === signing.manner);
  if (!manner) return null;
  const wanted = isOwn(visit, citizen, signing.signer)
    ? asked(manner, visit.lucidity)
    : asked(unknown(manner), cosigner(visit, signing.signer)?.lucidity ?? null);
  const numbers = new Set((signing.witnesses ?? []).map((one) => one.number));
  if (signing.interpreter) numbers.delete(signing.interpreter.number);
  if (numbers.size < wanted.witnesses) return refused("witnesses_missing", String(wanted.witnesses));
  if (wanted.interpreter && !signing.interpreter) return refused("interpreter_missing", guide.procedure);
  return wanted.read_aloud && !signing.read_aloud ? refused("not_read_aloud", guide.procedure) : null;
}

/** One way of signing, for somebody of whom the office knows nothing beforehand. */
export const unknown = <M extends Condition & { id: string }>(manner: M): M => ({
  ...manner,
  witnesses: manner.id === "neither" ? manner.witnesses : 0,
  read_aloud: manner.id !== "signature",
});

/** Each step that a dossier's procedure requires must have been done; what is missing is named. */
function completable(visit: Visit, look: Look, guided: Guided): Refused | null {
  if (visit.lucidity && !visit.lucidity.lucid) return refused("not_lucid");
  for (const dossier of visit.dossiers) {
    if (!look("dossier", dossier)) return refused("unknown_thing", "dossier");
    const guide = guided(dossier);
    if (!guide) continue;
    for (const step of guide.steps)
      if (step.required && !stepDone(visit, step.id, dossier))
        return refused("step_missing", `${step.id} (${guide.procedure})`);
    const citizen = look("citizen", visit.citizen);
    const no = missing(visit, guide, citizen);
    if (no) return no;
    for (const one of lastOfEach(visit, dossier)) {
      const unlawful = lacking(guide, one, citizen, visit);
      if (unlawful) return unlawful;
    }
  }
  return null;
}

/** Whether a step was done, as far as the office asks. */
export function stepDone(visit: Visit, step: string, dossier: string): boolean {
  switch (step) {
    case "identity":
      return visit.identity !== null && (visit.identity.matches || !!visit.identity.note);
    case "lucidity":
      return visit.lucidity !== null;
    case "papers":
      return visit.papers.length > 0;
    case "assent":
      return visit.assents.some((one) => one.dossier === dossier);
    case "fee":
      return visit.fees.some((one) => one.dossier === dossier);
    default:
      return true;
  }
}
