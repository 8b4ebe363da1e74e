// What a tablet holds to be true: the things as pulled, with its own events that they do not contain yet folded on top.
//
// An event leaves the fold only when the pulled version is at least the number its receipt named, so that what an officer
// sees never jumps back between receipt and pull. As sync/view.py.

import { legalTime } from "./clock";
import { about, fold, moved, type Key, type Kind } from "./fold";
import type { Said } from "./merge";
import { pending, thing, thingKey, type Spoken } from "./replica";
import type { Body, States, Visit } from "./said";
import { filledState } from "./shape";
import { STATE_OF } from "./shapes";
import type { Maps } from "./shelf";

export type Slot = { state: unknown; version: number };

/** An event as its line says it. */
export type Event = {
  id: string;
  device: string;
  n: number;
  prev: string;
  at_ms: number;
  mono_ms?: number;
  offset_ms?: number | null;
  bound_ms?: number | null;
  lease?: number;
  base?: number;
  body: Body;
};

export const eventOf = (said: Spoken): Event => JSON.parse(said.line) as Event;

export class View {
  private readonly slots = new Map<string, Slot | null>();

  constructor(
    private readonly maps: Maps,
    private readonly officer: string,
  ) {}

  slot(kind: Kind, id: string): Slot | null {
    const key = thingKey(kind, id);
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    const kept = STATE_OF[kind] ? thing(this.maps, kind, id) : undefined;
    const slot = kept ? this.folded({ kind, id }, filledState(kind, kept.state), kept.version) : null;
    this.slots.set(key, slot);
    return slot;
  }

  readonly look = <K extends Kind>(kind: K, id: string): States[K] | null =>
    (this.slot(kind, id)?.state as States[K] | undefined) ?? null;

  /** The things an event changes as far as this tablet holds them; its own thing first. */
  touched(body: Body): Key[] {
    const key = about(body);
    const state = this.slot(key.kind, key.id)?.state;
    return state ? [key, ...moved(body, state)] : [key];
  }

  /** Under which assignment this is said; 0 when it is of no visit held here. */
  leaseOf(body: Body): number {
    return this.look("visit", visitIn(body))?.lease ?? 0;
  }

  private folded(key: Key, pulled: unknown, version: number): Slot {
    let state = pulled;
    for (const said of pending(this.maps, key.kind, key.id, version)) {
      const event = eventOf(said);
      if (!this.isStale(event, key, state)) state = fold(key.kind, state, event.body, this.said(event, version));
    }
    return { state, version };
  }

  /** Whether the office will park this event, as the visit has changed hands since: then it changes nothing. */
  private isStale(event: Event, key: Key, state: unknown): boolean {
    const visit = visitIn(event.body);
    if (!visit) return false;
    if (key.kind === "visit" && key.id === visit) return (state as Visit).lease !== (event.lease ?? 0);
    const kept = thing(this.maps, "visit", visit);
    return !kept || ((kept.state as Partial<Visit>).lease ?? 0) > (event.lease ?? 0);
  }

  /** The circumstances as the office will see them, if it believes this clock; steady while it is not yet asked. */
  private said(event: Event, version: number): Said {
    const received_ms = event.at_ms + (event.offset_ms ?? 0);
    return {
      ...legalTime(event, received_ms),
      seq: version,
      event: event.id,
      by: this.officer,
      device: event.device,
      received_ms,
      base: event.base ?? 0,
      lease: event.lease ?? 0,
    };
  }
}

export const visitIn = (body: Body): string => ("visit" in body && body.visit) || "";
