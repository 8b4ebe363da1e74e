// What the status line says, worked out from what is held and from how the last round went.

import type { Readable, SyncState } from "./api";
import type { Correction } from "./clock";
import { heldWork, trouble } from "./outbox";
import { fact, unconfirmed, unsent } from "./replica";
import type { Maps } from "./shelf";
import type { View } from "./view";

/** A value that tells of its changes; a Svelte store by contract. */
export class Told<T> implements Readable<T> {
  private readonly runs = new Set<(value: T) => void>();

  constructor(private value: T) {}

  get now(): T {
    return this.value;
  }

  set(value: T): void {
    this.value = value;
    for (const run of Array.from(this.runs)) run(value);
  }

  subscribe(run: (value: T) => void): () => void {
    this.runs.add(run);
    run(this.value);
    return () => this.runs.delete(run);
  }
}

/** How things stand beside what is held. */
export type Signs = {
  sending: boolean;
  away: string;
  next_try_ms: number;
  not_saved: boolean;
  photos_stopped: boolean;
  locked: boolean;
  gone: SyncState["gone"];
  revision: number;
};

export const CALM: Signs = {
  sending: false,
  away: "",
  next_try_ms: 0,
  not_saved: false,
  photos_stopped: false,
  locked: false,
  gone: "",
  revision: 0,
};

const offline = (): boolean => globalThis.navigator?.onLine === false;

export function stateOf(maps: Maps, view: View, signs: Signs, fix: Correction): SyncState {
  const events = unsent(maps);
  const files = unconfirmed(maps);
  const oldest_ms = events.reduce((least, said) => Math.min(least, said.said_ms), Infinity);
  // A token that has ended is no trouble of the network: only a new enrolment helps.
  const stopped = signs.away === "HTTP 401" ? "not_signed_in" : (trouble(maps)?.code ?? "");
  const told = {
    ...signs,
    offline: offline() || (signs.away !== "" && stopped === ""),
    waiting: events.length + files.length,
    events: events.length,
    files: files.length,
    files_bytes: files.reduce((sum, file) => sum + file.length_bytes - file.sent_bytes, 0),
    oldest_ms: Number.isFinite(oldest_ms) ? oldest_ms + (fix.offset_ms ?? 0) : 0,
    held: heldWork(maps, view).length,
    trouble: stopped,
    at_ms: Number(fact(maps, "round_ms") || "0"),
    listed_ms: Number(fact(maps, "listed_ms") || "0"),
    clock_off_ms: fix.offset_ms,
  };
  return { ...told, phase: phaseOf(told) };
}

type Facts = Omit<SyncState, "phase">;

function phaseOf(state: Facts): SyncState["phase"] {
  if (state.not_saved) return "not_saved";
  if (state.trouble) return "blocked";
  if (state.sending && state.waiting) return "sending";
  if (state.offline) return "offline";
  if (state.held) return "held";
  return state.waiting || !state.at_ms ? "waiting" : "all_sent";
}
