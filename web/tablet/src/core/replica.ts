// What a tablet keeps: what it said, what it was told, files on their way. As models/store/replica.py, on maps.
//
// The outbox lives apart from what was pulled: a snapshot may be thrown away and fetched again, a word said may not.

import type { Kind } from "./fold";
import type { FileRef } from "./said";
import type { Draft, Maps } from "./shelf";

export const NO_DIGEST = "0".repeat(64);

/** One event said here. `sent`: a receipt was given to this number; `outcome` and `seq` outlive it when offered again. */
export type Spoken = {
  n: number;
  id: string;
  digest: string;
  line: string;
  kind: string;
  about: string;
  subject: string;
  lease: number;
  said_ms: number;
  sent: boolean;
  outcome: string;
  seq: number;
  receipt: Receipt | null;
  receipted_ms: number;
  shut_ms: number;
  touches: readonly string[];
};

export type Receipt = {
  id: string;
  n: number;
  outcome: "applied" | "merged" | "conflict" | "parked" | "refused";
  seq?: number;
  given?: string;
  code?: string;
  detail?: string;
  vi?: string;
  en?: string;
  next_vi?: string;
  next_en?: string;
  mender?: string;
};

/** A thing as pulled. */
export type Kept = { kind: string; id: string; version: number; state: unknown; generation: number };

/** A file of this tablet without its bytes. */
export type Parcel = FileRef & {
  kept_ms: number;
  named: boolean;
  confirmed_ms: number;
  sent_bytes: number;
  tries: number;
  reason: string;
};

export type Tape = { n: number; digest: string };

export const thingKey = (kind: string, id: string): string => `${kind}|${id}`;

export const fact = (maps: Maps, key: string): string => maps.facts.get(key) ?? "";

export function setFact(draft: Draft, key: string, value: string): void {
  if (fact(draft.maps, key) === value) return;
  if (value) draft.put("facts", key, value);
  else draft.drop("facts", key);
}

export function tape(maps: Maps): Tape {
  const [n, digest] = fact(maps, "tape").split(" ");
  return digest ? { n: Number(n), digest } : { n: 0, digest: NO_DIGEST };
}

export const allSpoken = (maps: Maps): Spoken[] => Array.from(maps.outbox.values());

export const unsent = (maps: Maps): Spoken[] => allSpoken(maps).filter((said) => !said.sent);

export function append(draft: Draft, said: Spoken): void {
  draft.put("outbox", said.id, said);
  setFact(draft, "tape", `${said.n} ${said.digest}`);
}

function change(draft: Draft, said: Spoken, to: Partial<Spoken>): void {
  draft.put("outbox", said.id, { ...said, ...to });
}

export function receive(draft: Draft, receipt: Receipt, now_ms: number): void {
  const said = allSpoken(draft.maps).find((one) => one.n === receipt.n && !one.sent);
  if (!said) return;
  const { outcome, seq = 0 } = receipt;
  change(draft, said, { sent: true, outcome, seq, receipt, receipted_ms: now_ms });
}

/** The office no longer knows these numbers, whatever its receipts said: they must be sent again. */
export function forgotten(draft: Draft, from_n: number): void {
  for (const said of allSpoken(draft.maps))
    if (said.n >= from_n) change(draft, said, { sent: false, outcome: "", seq: 0, receipt: null });
}

/** The office lives another life: everything kept is sent again, and files are asked for again. */
export function offerAgain(draft: Draft): void {
  for (const said of allSpoken(draft.maps)) if (said.sent) change(draft, said, { sent: false });
  for (const file of draft.maps.files.values())
    if (file.confirmed_ms) draft.put("files", file.digest, { ...file, confirmed_ms: 0, sent_bytes: 0 });
}

export const keptCount = (maps: Maps, from_n: number): number =>
  allSpoken(maps).filter((said) => said.n >= from_n).length;

/** Events that change a thing and that its pulled version does not contain yet, in order. */
export function pending(maps: Maps, kind: string, id: string, version: number): Spoken[] {
  const key = thingKey(kind, id);
  return allSpoken(maps).filter(
    (said) => said.touches.includes(key) && (said.outcome === "" || (isTrue(said.outcome) && said.seq > version)),
  );
}

const isTrue = (outcome: string): boolean => outcome === "applied" || outcome === "merged" || outcome === "conflict";

export const wasSaid = (maps: Maps, kind: string, subject: string, lease: number): boolean =>
  allSpoken(maps).some((said) => said.kind === kind && said.subject === subject && said.lease === lease);

export const unsettled = (maps: Maps): Spoken[] =>
  allSpoken(maps).filter((said) => ["parked", "refused", "conflict"].includes(said.outcome) && !said.shut_ms);

export function shut(draft: Draft, id: string, now_ms: number): void {
  const said = draft.maps.outbox.get(id);
  if (said && !said.shut_ms) change(draft, said, { shut_ms: now_ms });
}

/** Drops what was receipted before a time, from the oldest number on; what is unsettled or not yet pulled stays. */
export function forgetSpoken(draft: Draft, before_ms: number): void {
  const said = allSpoken(draft.maps);
  const first = said.find((one) => !one.sent || one.receipted_ms >= before_ms)?.n ?? Infinity;
  for (const one of said) {
    const done = isTrue(one.outcome) || one.shut_ms > 0;
    const behind = one.touches.some((key) => (draft.maps.things.get(key)?.version ?? Infinity) < one.seq);
    if (one.n < first && done && !behind) draft.drop("outbox", one.id);
  }
}

export function things(maps: Maps, kind: string): Kept[] {
  const found = Array.from(maps.things.values()).filter((kept) => kept.kind === kind);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export const thing = (maps: Maps, kind: Kind, id: string): Kept | undefined => maps.things.get(thingKey(kind, id));

export function keepFile(draft: Draft, file: FileRef, data: Uint8Array, now_ms: number): void {
  if (draft.maps.files.has(file.digest)) return;
  const fresh = { kept_ms: now_ms, named: false, confirmed_ms: 0, sent_bytes: 0, tries: 0, reason: "" };
  draft.put("files", file.digest, { ...file, ...fresh });
  draft.blobs.set(file.digest, data);
}

export function changeFile(draft: Draft, digest: string, to: Partial<Parcel>): void {
  const file = draft.maps.files.get(digest);
  if (file) draft.put("files", digest, { ...file, ...to });
}

/** Files named by events that the office has not confirmed yet, oldest first. */
export const unconfirmed = (maps: Maps): Parcel[] =>
  Array.from(maps.files.values())
    .filter((file) => file.named && !file.confirmed_ms)
    .sort((a, b) => a.kept_ms - b.kept_ms || (a.digest < b.digest ? -1 : 1));

/** Drops files confirmed long enough ago, and drafts that no event ever named. */
export function forgetFiles(draft: Draft, confirmed_before_ms: number, unnamed_before_ms: number): void {
  for (const file of Array.from(draft.maps.files.values())) {
    const old = file.confirmed_ms > 0 && file.confirmed_ms < confirmed_before_ms;
    if (old || (!file.named && file.kept_ms < unnamed_before_ms)) {
      draft.drop("files", file.digest);
      draft.blobs.set(file.digest, null);
    }
  }
}
