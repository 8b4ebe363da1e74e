// The tablet's own tape: events numbered and chained as they are said, sent in order, receipts taken in.
// Everything here works on a draft: a tablet killed at any moment holds either the whole change or nothing of it.

import type { Refused } from "./api";
import { utf8 } from "./bytes";
import type { Moment } from "./clock";
import { guideOf } from "./guide";
import { about, type Kind } from "./fold";
import type { Machine } from "./machine";
import { refused } from "./refusal";
import {
  allSpoken,
  append,
  changeFile,
  fact,
  forgotten,
  keptCount,
  NO_DIGEST,
  receive,
  setFact,
  tape,
  thingKey,
  unconfirmed,
  unsent,
  unsettled,
  type Receipt,
  type Spoken,
  type Tape,
} from "./replica";
import { lawful, maySay } from "./rules";
import type { Body } from "./said";
import { tidied, wrongBody } from "./shape";
import { EVENT_BYTES_MAX } from "./shapes";
import type { Draft, Maps } from "./shelf";
import { lineDigest } from "./signing";
import { eventOf, View, type Event } from "./view";

export const PUSH_EVENTS_MAX = 200;
/** What is left of a push for its lines when the header has had its share. */
const BATCH_BYTES_MAX = 4_000_000 - 4_000;

/** Answers after which only a new enrolment helps: everything said is kept and offered again under a new name. */
export const NEEDS_ENROLMENT: ReadonlySet<string> = new Set([
  "number_taken",
  "broken_chain",
  "device_revoked",
  "device_unknown",
]);

/** Who this tablet is to the office. `key`: its private half (PKCS #8, base64). */
export type Identity = { device: string; unit: string; officer: string; name: string; token: string; key: string };

export type Trouble = { code: string; detail: string };

export function trouble(maps: Maps): Trouble | null {
  const told = fact(maps, "trouble");
  return told ? (JSON.parse(told) as Trouble) : null;
}

export function setTrouble(draft: Draft, found: Trouble | null): void {
  setFact(draft, "trouble", found ? JSON.stringify(found) : "");
}

/** The line of an event: what is at its default is left out; the order is the office's own. */
export function written(event: Event): string {
  const { offset_ms = null, bound_ms = null, mono_ms = 0, lease = 0, base = 0, body, ...head } = event;
  return JSON.stringify({
    ...head,
    ...(mono_ms ? { mono_ms } : {}),
    ...(offset_ms !== null ? { offset_ms } : {}),
    ...(bound_ms !== null ? { bound_ms } : {}),
    ...(lease ? { lease } : {}),
    ...(base ? { base } : {}),
    body,
  });
}

/** The event, on the tape for good once the draft is; or why it may not be said, and then nothing was. */
export async function say(draft: Draft, me: Identity, said: Body, id: string, at: Moment): Promise<Event | Refused> {
  const body = tidied(said);
  const broken = wrongBody(body);
  if (broken) return refused("bad_value", broken);
  const view = new View(draft.maps, me.officer);
  const key = about(body);
  const { n, digest: prev } = tape(draft.maps);
  const event: Event = {
    id,
    device: me.device,
    n: n + 1,
    prev,
    at_ms: at.wall_ms,
    mono_ms: at.mono_ms,
    offset_ms: at.fix.offset_ms,
    bound_ms: at.fix.bound_ms,
    lease: view.leaseOf(body),
    base: view.slot(key.kind, key.id)?.version ?? 0,
    body,
  };
  const no =
    maySay(me.officer, body, view.look) ??
    lawful(body, view.look, (dossier) => guideOf(draft.maps, dossier)) ??
    unkept(draft.maps, body);
  if (no) return no;
  const line = written(event);
  if (utf8(line).length > EVENT_BYTES_MAX) return refused("too_large", key.kind);
  await keep(draft, view, event, line, at.wall_ms);
  return event;
}

const fileIn = (body: Body): string => ("file" in body && body.file ? body.file.digest : "");

/** A file must be here before an event names it, or the office would wait for it for ever. */
function unkept(maps: Maps, body: Body): Refused | null {
  const file = fileIn(body);
  return !file || maps.files.has(file) ? null : refused("unknown_thing", "file");
}

async function keep(draft: Draft, view: View, event: Event, line: string, said_ms: number): Promise<void> {
  const keys = view.touched(event.body);
  const { kind, id } = about(event.body);
  append(draft, {
    n: event.n,
    id: event.id,
    digest: await lineDigest(line),
    line,
    kind: event.body.kind,
    about: kind,
    subject: id,
    lease: event.lease ?? 0,
    said_ms,
    sent: false,
    outcome: "",
    seq: 0,
    receipt: null,
    receipted_ms: 0,
    shut_ms: 0,
    touches: keys.map((one) => thingKey(one.kind, one.id)),
  });
  const file = fileIn(event.body);
  if (file) changeFile(draft, file, { named: true });
}

/** Puts an event of another tablet on this tape: its id, words and times stay; whether it was new here. */
export async function sayAgain(draft: Draft, me: Identity, event: Event, said_ms: number): Promise<boolean> {
  if (draft.maps.outbox.has(event.id)) return false;
  const { n, digest: prev } = tape(draft.maps);
  const again = { ...event, device: me.device, n: n + 1, prev };
  await keep(draft, new View(draft.maps, me.officer), again, written(again), said_ms);
  return true;
}

/** As many of these, from the first, as one push may carry. */
export function fitting(said: readonly Spoken[]): Spoken[] {
  const some = said.slice(0, PUSH_EVENTS_MAX);
  let bytes = 0;
  for (const [i, one] of some.entries()) {
    bytes += utf8(one.line).length + 1;
    if (bytes > BATCH_BYTES_MAX) return some.slice(0, i);
  }
  return some;
}

export type Pushed = { receipts: Receipt[]; expect: number; now_ms: number };

/** Takes receipts in one by one, then looks whether the office expects the number that is next here. */
export function take(draft: Draft, answer: Pushed): Trouble | null {
  for (const receipt of answer.receipts) receive(draft, receipt, answer.now_ms);
  const { n } = tape(draft.maps);
  if (answer.expect > n + 1) return { code: "number_taken", detail: `${answer.expect} > ${n + 1}` };
  const first = unsent(draft.maps)[0]?.n ?? n + 1;
  if (answer.expect < first) {
    if (keptCount(draft.maps, answer.expect) < n + 1 - answer.expect)
      return { code: "broken_chain", detail: `${answer.expect} is no longer kept` };
    forgotten(draft, answer.expect);
  }
  return null;
}

/** Offers every event still kept again, under a new device's name and numbers; ids, words and times stay. */
export async function renumber(draft: Draft, device: string): Promise<void> {
  let at: Tape = { n: 0, digest: NO_DIGEST };
  for (const said of allSpoken(draft.maps)) {
    const line = written({ ...eventOf(said), device, n: at.n + 1, prev: at.digest });
    at = { n: at.n + 1, digest: await lineDigest(line) };
    draft.put("outbox", said.id, { ...said, n: at.n, digest: at.digest, line, sent: false });
  }
  setFact(draft, "tape", at.n ? `${at.n} ${at.digest}` : "");
}

/**
 * What a tablet tells of itself with each push, so that the office knows what exists only here; what it runs and how far it
 * has heard, so that a tablet which falls behind is seen at the office.
 */
export function report(maps: Maps, machine: Machine): string {
  const files = unconfirmed(maps);
  const oldest_ms = unsent(maps).reduce((least, said) => Math.min(least, said.said_ms), Infinity);
  return JSON.stringify({
    oldest_ms: Number.isFinite(oldest_ms) ? oldest_ms : 0,
    files: files.length,
    files_bytes: files.reduce((sum, file) => sum + file.length_bytes, 0),
    build: `web-${__BUILD__}`,
    cursor: fact(maps, "cursor"),
    ...machine,
  });
}

/** Everything said here that somebody must still look at, oldest first. */
export function heldWork(maps: Maps, view: View): Spoken[] {
  return unsettled(maps).filter((said) => said.outcome !== "conflict" || isOpen(view, said));
}

/** Whether the two values of a conflict still wait for a choice, as far as this tablet may know. */
function isOpen(view: View, said: Spoken): boolean {
  const slot = view.slot(said.about as Kind, said.subject);
  if (!slot) return false;
  const open = (slot.state as { conflicts?: readonly { event: string }[] }).conflicts ?? [];
  return slot.version < said.seq || open.some((conflict) => conflict.event === said.id);
}


