// Two hands on one field: what agrees, what conflicts. As models/merge.py; vectors: merge.json.

import type { Conflict } from "./said";
import { lean, same, shapeOf } from "./shape";

export type Merging = {
  changed: Readonly<Record<string, number>>;
  hands: Readonly<Record<string, string>>;
  conflicts: readonly Conflict[];
};

/** The circumstances of an event; with the body, all a fold may look at. */
export type Said = {
  seq: number;
  event: string;
  by: string;
  device: string;
  at_ms: number;
  bound_ms: number | null;
  doubtful: boolean;
  received_ms: number;
  base: number;
  lease: number;
};

export type Merged = { sets: Record<string, unknown>; conflicts: string[]; parallel: boolean };

type Fields = Readonly<Record<string, unknown>>;

/** The tablet whose word this is; empty for the office's own. */
export const handOf = (said: Said): string => (said.device.startsWith("office:") ? "" : said.device);

/** The fields that another hand has changed since a version. */
function othersSince(state: Merging, base: number, hand: string): Set<string> {
  const others = Object.entries(state.changed).filter(
    ([name, version]) => version > base && !(hand && state.hands[name] === hand),
  );
  return new Set(others.map(([name]) => name));
}

/** How `change`, said by a hand against version `base`, meets the state as it stands now. */
export function merge(state: Merging & Fields, change: Fields, base: number, hand = ""): Merged {
  const others = othersSince(state, base, hand);
  const sets: Record<string, unknown> = {};
  const conflicts: string[] = [];
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || same(state[name], value)) continue;
    if (others.has(name)) conflicts.push(name);
    else sets[name] = value;
  }
  return { sets, conflicts, parallel: others.size > 0 };
}

/** The state after a change: clean fields set, clashing ones kept beside as open conflicts. */
export function amended<S extends Merging>(state: S, change: Fields, said: Said, struct: string): S {
  const hand = handOf(said);
  const whole = state as S & Fields;
  const { sets, conflicts } = merge(whole, change, said.base, hand);
  const shown = (name: string, value: unknown) => JSON.stringify(lean(value, shapeOf(struct, name)));
  const beside = conflicts.map(
    (field): Conflict => ({
      field,
      kept: shown(field, whole[field]),
      offered: shown(field, change[field]),
      event: said.event,
      by: said.by,
      at_ms: said.at_ms,
    }),
  );
  const names = Object.keys(sets);
  const mine = (value: number | string) => Object.fromEntries(names.map((name) => [name, value]));
  const left = Object.fromEntries(Object.entries(state.hands).filter(([name]) => !(name in sets)));
  return {
    ...state,
    ...sets,
    changed: { ...state.changed, ...mine(said.seq) },
    hands: hand ? { ...left, ...mine(hand) } : left,
    conflicts: [...state.conflicts, ...beside],
  };
}
