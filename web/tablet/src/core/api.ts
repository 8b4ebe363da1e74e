// What the screens stand on. Everything here works with no network; only `sync` and `enrol` ask the office.
//
//   const app = openApp();
//   const tablet = await app.enrol({ code, pin, label: "Máy 3" });
//   const said = await tablet.say({ kind: "VisitArrived", visit, why_no_place: "không đồng ý" });
//
// What `say` has answered is on the disk for good: a kill, a power cut or another officer's visit cannot undo it.

import type { Body, FileRef, Guide, States } from "./said";

export { openApp } from "./app";
export { Away, StoreFull } from "./trouble";
export { isRefused, sentence } from "./refusal";
export { parseCard, checkNumber, CardError } from "./cccd";
export { paperCode, readCode } from "./papercode";
export { fold as foldText } from "./text";
export type * from "./said";

/** Why something was not done: a code whose sentences `sentence` has. */
export type Refused = { readonly refused: true; readonly code: string; readonly detail: string };

/** Both languages: what is the matter, and the one next step. */
export type Sentence = { vi: string; en: string; next_vi: string; next_en: string; mender: string };

/** A small store: calls at once and after each change; compatible with Svelte's `$store`. */
export interface Readable<T> {
  subscribe(run: (value: T) => void): () => void;
}

/** An officer of this tablet, as shown before any PIN. */
export type OfficerCard = {
  vault: string;
  name: string;
  unit: string;
  /** Wrong PINs in a row, and how long to wait before the next is heard. */
  wrong: number;
  wait_ms: number;
  /** How much exists only here: events and files, as last counted. */
  owed: number;
  /** The office has revoked the device; what it owes can be exported or sent after a new enrolment. */
  revoked: boolean;
  /** A session is open behind the lock and goes on sending. */
  open: boolean;
};

export type EnrolAsk = { code: string; pin: string; label?: string };

export interface App {
  /** Why this page cannot be a tablet: plain HTTP or no storage; "" when it can. */
  readonly unfit: "" | "insecure" | "no_storage";
  officers(): Promise<OfficerCard[]>;
  /** Makes a key and a vault, and becomes the device of the officer the code was made for. Throws `Away`. */
  enrol(ask: EnrolAsk): Promise<Tablet | Refused>;
  /** Opens an officer's vault. `pin_wrong` (detail: tries left before waiting), `pin_wait` (detail: ms), `pin_wiped`. */
  unlock(vault: string, pin: string): Promise<Tablet | Refused>;
  /** Asks the browser to keep what is stored here; whether it promised. */
  persist(): Promise<boolean>;
}

/** Where an item of work stands, for the sync page. */
export type Item = {
  event: string;
  n: number;
  kind: Body["kind"];
  about: string;
  subject: string;
  visit: string;
  said_ms: number;
  bytes: number;
  /** waiting → sent; refused, parked and conflict wait for a person. */
  state: "waiting" | "sent" | "parked" | "refused" | "conflict";
  code: string;
  sentence: Sentence | null;
  file: FileState | null;
};

export type FileState = {
  digest: string;
  label: string;
  media_type: string;
  bytes: number;
  sent_bytes: number;
  confirmed: boolean;
  tries: number;
  reason: string;
};

/** An event a person must look at: what was said, what the office answered, what became of it. */
export type Held = {
  event: string;
  kind: Body["kind"];
  about: string;
  subject: string;
  body: Body;
  outcome: "parked" | "refused" | "conflict";
  code: string;
  detail: string;
  sentence: Sentence;
  /** What a supervisor made of it: "" | adopted | returned | dismissed, and why. */
  settled: string;
  reason: string;
  /** For a conflict: what stands and what was offered here, field by field, both as JSON text. */
  conflicts: readonly { field: string; kept: string; offered: string }[];
};

export type SyncPhase = "not_saved" | "blocked" | "held" | "sending" | "offline" | "waiting" | "all_sent";

/** What the status line says. `waiting` counts events without receipt and files not confirmed. */
export type SyncState = {
  phase: SyncPhase;
  /** The office did not answer last time, or the browser says there is no network. */
  offline: boolean;
  sending: boolean;
  waiting: number;
  events: number;
  files: number;
  files_bytes: number;
  /** When the oldest unsent event was said (office's time), 0 when nothing waits. */
  oldest_ms: number;
  held: number;
  /** What stands in the way, e.g. device_revoked; its sentence is `sentence(code)`. */
  trouble: string;
  /** Office's time of the last whole round; 0: never. */
  at_ms: number;
  /** Office's time of the last page pulled: the time of the list. */
  listed_ms: number;
  /** When the next try is due, by this machine's clock; 0: not waiting. */
  next_try_ms: number;
  /** Why the last round broke off, for the sync page. */
  away: string;
  /** Something was not saved: the disk is full. Photographs stop before records. */
  not_saved: boolean;
  photos_stopped: boolean;
  /** How far this machine's clock is off, null when never measured. */
  clock_off_ms: number | null;
  /** A newer account of things: raise when anything shown may have changed. */
  revision: number;
  /** The officer must give the PIN again; work goes on being sent behind it. */
  locked: boolean;
  /** The vault is being emptied (`going`: nothing may be touched any more), or is gone: signed out, wiped or revoked. */
  gone: "" | "going" | "signed_out" | "revoked";
};

/** Day's end: safe only when the office has confirmed every item and every byte. */
export type DayEnd = { safe: boolean; events: number; files: number; held: number; checked_ms: number; away: string };

/** One QR code of a rescue sheet; `text` is `TNX<n>/<of>:<base64>`. */
export type SheetPart = { n: number; of: number; text: string };

export interface Tablet {
  readonly device: string;
  readonly unit: string;
  readonly officer: string;
  readonly name: string;
  readonly vault: string;
  readonly state: Readable<SyncState>;

  /** The event's id once it is on the disk for good, or why it may not be said. Throws `StoreFull`. */
  say(body: Body): Promise<string | Refused>;
  /** Keeps bytes and answers how events name them. Refused `store_full` while photographs are stopped. */
  attach(data: Uint8Array, mediaType: string, label?: string): Promise<FileRef | Refused>;
  /** The bytes of a file kept here, or null. */
  bytes(digest: string): Promise<Uint8Array | null>;

  /** A thing as it stands here: what the office said last, and what was said here since; null: not here. */
  view<K extends keyof States>(kind: K, id: string): States[K] | null;
  things<K extends keyof States>(kind: K): States[K][];
  /** Whether a thing was changed by others since `see` was called of it, and which fields; `["*"]`: never seen. */
  changed(kind: keyof States, id: string): boolean;
  changes(kind: keyof States, id: string): string[];
  see(kind: keyof States, id: string): Promise<void>;

  /** What the office worked out for a dossier: the tablet holds no law of its own. */
  guide(dossier: string): Guide | null;
  guides(): readonly Guide[];

  held(): Held[];
  putAway(event: string): Promise<void>;
  items(): Item[];
  trouble(): { code: string; detail: string } | null;

  /** Half-done work of a screen, sealed like everything else: kept at each touch. */
  draft<T>(key: string): T | null;
  keepDraft(key: string, value: unknown): Promise<void>;

  /** One round now. */
  sync(): Promise<SyncState>;
  /** Syncs by itself until the answer is called: now, on `online`, when shown, and by a timer. */
  run(): () => void;
  dayEnd(): Promise<DayEnd>;

  /** The office's time as well as it is known here. */
  officeMs(): number;

  lock(): void;
  /** The officer is here: puts the lock off. */
  touch(): void;
  changePin(old: string, pin: string): Promise<Refused | null>;

  reEnrol(code: string, label?: string): Promise<Refused | null>;
  signOut(): Promise<Refused | null>;

  /** Everything that exists only here, sealed with a passphrase: for another tablet or the office. */
  exportOutbox(passphrase: string): Promise<Uint8Array>;
  importOutbox(sealed: Uint8Array, passphrase: string): Promise<number | Refused>;
  /** The same without photographs, cut into pieces small enough for QR codes. */
  sheet(passphrase: string): Promise<SheetPart[]>;
}
