// state + event = state, for what an officer's tablet may say. As models/visit.py and its neighbours; vectors: fold.json.

import { amended, type Said } from "./merge";
import type { Assent, Body, Citizen, CoSigner, Custody, Dossier, FileRef, Officer, Request, States, Visit } from "./said";
import { filled } from "./shape";
import { ABOUT, MOVES } from "./shapes";
import { cosigner } from "./signers";

export type Kind = keyof States;
export type Key = { kind: Kind; id: string };

type Of<K extends Body["kind"]> = Extract<Body, { kind: K }>;
type Folds<S> = { [K in Body["kind"]]?: (state: S, body: Of<K>, said: Said) => S };
type Assenting = Of<"SignatureRecorded"> | Of<"FingerprintRecorded"> | Of<"NeitherRecorded">;

const HANDINGS_MAX = 60;
const CUSTODIES_MAX = 10;
export const MANNERS = { SignatureRecorded: "signature", FingerprintRecorded: "fingerprint", NeitherRecorded: "neither" } as const;

/**
 * A newly named file joins the visit's list, missing until the office says it arrived. One picture may stand for two
 * papers: under a new label it joins again, and its bytes are waited for once.
 */
function named(visit: Visit, file: FileRef | null | undefined): Partial<Visit> {
  if (!file) return {};
  const known = visit.files.filter((one) => one.digest === file.digest);
  if (known.some((one) => (one.label ?? "") === (file.label ?? ""))) return {};
  return { files: [...visit.files, file], missing: known.length ? visit.missing : [...visit.missing, file.digest] };
}

function assented(visit: Visit, body: Assenting, said: Said): Visit {
  const assent: Assent = {
    dossier: body.dossier,
    manner: MANNERS[body.kind],
    signer: body.signer,
    at_ms: said.at_ms,
    bound_ms: said.bound_ms,
    offsite: body.offsite ?? null,
    file: body.file?.digest ?? "",
    finger: body.kind === "FingerprintRecorded" ? (body.finger ?? "") : "",
    witnesses: body.witnesses ?? [],
    interpreter: body.interpreter ?? null,
    read_aloud: body.read_aloud ?? false,
  };
  return { ...visit, assents: [...visit.assents, assent], ...named(visit, body.file) };
}

/** What was seen of one who signs beside the person, at the end of the list; the latest word stands. */
function beside(visit: Visit, name: string, seen: Partial<CoSigner>): Visit {
  const known = cosigner(visit, name) ?? { name, identity: null, lucidity: null };
  return { ...visit, cosigners: [...visit.cosigners.filter((one) => one !== known), { ...known, ...seen }] };
}

const released = (visit: Visit): Visit => ({
  ...visit,
  state: "planned",
  officer: "",
  second: "",
  lease: visit.lease + 1,
});

const VISIT: Folds<Visit> = {
  VisitAcknowledged: (visit, _, said) => ({ ...visit, state: "acknowledged", acknowledged_ms: said.at_ms }),
  VisitDeclined: released,
  VisitDeparted: (visit, _, said) => ({ ...visit, state: "departed", departed_ms: said.at_ms }),
  VisitArrived: (visit, body, said) => {
    const { at_ms, bound_ms, doubtful } = visit.arrived ?? said;
    const code_given = body.code_given || (visit.arrived?.code_given ?? "");
    const arrived = { at_ms, bound_ms, doubtful, place: body.place ?? null, why_no_place: body.why_no_place ?? "", code_given };
    return { ...visit, state: "arrived", arrived };
  },
  IdentityChecked: (visit, body) =>
    body.signer ? beside(visit, body.signer, { identity: body.identity }) : { ...visit, identity: body.identity },
  LucidityConfirmed: (visit, body) =>
    body.signer ? beside(visit, body.signer, { lucidity: body.lucidity }) : { ...visit, lucidity: body.lucidity },
  PapersChecked: (visit, body) => {
    const anew = new Set(body.papers.map((one) => one.paper));
    return { ...visit, papers: [...visit.papers.filter((one) => !anew.has(one.paper)), ...body.papers] };
  },
  DocumentCaptured: (visit, body) => ({ ...visit, ...named(visit, body.file) }),
  SignatureRecorded: assented,
  FingerprintRecorded: assented,
  NeitherRecorded: assented,
  FeeCollected: (visit, body) => ({
    ...visit,
    fees: [
      ...visit.fees.filter((fee) => fee.dossier !== body.dossier),
      { dossier: body.dossier, lines: body.lines, paid: body.paid },
    ],
  }),
  VisitCompleted: (visit, body, said) => ({
    ...visit,
    state: "completed",
    ended_ms: said.at_ms,
    outcome: "completed",
    paper_code: body.paper_code ?? "",
    summary: body.summary || visit.summary,
  }),
  VisitFailed: (visit, body, said) => ({
    ...visit,
    state: "failed",
    ended_ms: said.at_ms,
    outcome: body.reason,
    summary: body.note ?? "",
  }),
  VisitRescheduled: (visit, body) => ({ ...released(visit), window: body.window, arrived: null }),
  VisitAmended: (visit, body, said) => amended(visit, body.change, said, "Visit"),
};

const markedAssent = (dossier: Dossier, body: Assenting): Dossier =>
  body.dossier === dossier.id ? { ...dossier, ...received(dossier, body), assent: MANNERS[body.kind] } : dossier;

/** Once the result is signed, whoever puts their hand to it has the result: their hand stands for the receipt. */
const received = (dossier: Dossier, body: Assenting): Partial<Dossier> =>
  dossier.status === 9 ? { receipt: body.signer, receipt_signed: MANNERS[body.kind] } : {};

/** A completed visit is a reception; the second one hands the result over. */
function takenIn(dossier: Dossier, body: Of<"VisitCompleted">, said: Said): Dossier {
  if (dossier.status === 9 && dossier.handover === body.visit)
    return { ...dossier, status: 10, returned_ms: said.at_ms, returned_by: "home" };
  return dossier.status === 1 ? { ...dossier, status: 2, received_ms: said.at_ms } : dossier;
}

const DOSSIER: Folds<Dossier> = {
  SignatureRecorded: markedAssent,
  FingerprintRecorded: markedAssent,
  NeitherRecorded: markedAssent,
  FeeCollected: (dossier, body) =>
    body.dossier === dossier.id
      ? { ...dossier, fee_dong: body.lines.reduce((sum, line) => sum + line.amount_dong, 0), fee_paid: body.paid }
      : dossier,
  VisitCompleted: takenIn,
  ResultReturned: (dossier, body, said) => ({
    ...dossier,
    status: 10,
    returned_ms: said.at_ms,
    returned_by: body.manner,
    receipt: body.receiver,
    receipt_signed: body.signed || body.parcel || "",
  }),
  DossierHandedOver: (dossier, body, said) => {
    const handing = { to: body.to, note: body.note ?? "", by: said.by, at_ms: said.at_ms };
    return { ...dossier, handings: [...dossier.handings, handing].slice(-HANDINGS_MAX) };
  },
  OriginalsTaken: (dossier, body, said) => {
    const custody: Custody = {
      originals: body.originals,
      taken_ms: said.at_ms,
      by: said.by,
      back_by: body.back_by,
      receipt: body.receipt ?? "",
      returned_ms: 0,
      receiver: "",
    };
    return { ...dossier, custody: [...dossier.custody, custody].slice(-CUSTODIES_MAX) };
  },
  OriginalsReturned: (dossier, body, said) => ({
    ...dossier,
    custody: dossier.custody.map((one) =>
      one.returned_ms ? one : { ...one, returned_ms: said.at_ms, receiver: body.receiver },
    ),
  }),
};

const unscheduled = (request: Request): Request =>
  request.state === "scheduled" ? { ...request, state: "eligible" } : request;

const REQUEST: Folds<Request> = {
  VisitDeclined: unscheduled,
  VisitRescheduled: unscheduled,
  VisitFailed: unscheduled,
  VisitCompleted: (request) =>
    request.state === "scheduled" || request.state === "eligible" ? { ...request, state: "visited" } : request,
};

const CITIZEN: Folds<Citizen> = {
  CitizenAmended: (citizen, body, said) => amended(citizen, body.change, said, "Citizen"),
};

const OFFICER: Folds<Officer> = {
  OfficerAbsent: (officer, body) => ({
    ...officer,
    absences: [...officer.absences.filter((one) => one.id !== body.absence.id), body.absence],
  }),
  OfficerBack: (officer, body) => ({
    ...officer,
    absences: officer.absences.filter((one) => one.id !== body.absence),
  }),
};

type AnyFold = (state: never, body: never, said: Said) => unknown;
const FOLDS = { visit: VISIT, dossier: DOSSIER, request: REQUEST, citizen: CITIZEN, officer: OFFICER } as Partial<
  Record<Kind, Readonly<Record<string, AnyFold>>>
>;

/** Whether this program knows how an event of a kind changes a thing of a kind. */
export const folds = (kind: Kind, body: string): boolean => FOLDS[kind]?.[body] !== undefined;

/** The one thing an event is about. */
export function about(body: Body): Key {
  const [kind, field] = ABOUT[body.kind] ?? ["visit", "visit"];
  return { kind: kind as Kind, id: String((body as unknown as Record<string, unknown>)[field] ?? "") };
}

/** The other things this event moves, given the state of its own thing before it. */
export function moved(body: Body, state: { request?: string; dossiers?: readonly string[] }): Key[] {
  const kinds = MOVES[body.kind] ?? [];
  const keys: Key[] = [];
  if (kinds.includes("request") && state.request) keys.push({ kind: "request", id: state.request });
  if (kinds.includes("dossier")) for (const id of state.dossiers ?? []) keys.push({ kind: "dossier", id });
  return keys;
}

/** The state of a thing after an event that is about it or moves it; as it was where the kind is not known here. */
export function fold(kind: Kind, state: unknown, body: Body, said: Said): unknown {
  const change = FOLDS[kind]?.[body.kind];
  if (!change) return state;
  const whole = filled(body, { r: body.kind });
  return change(state as never, whole as never, said);
}
