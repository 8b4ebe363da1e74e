import { describe, expect, test } from "vitest";
import { legalTime, type LegalTime } from "../src/core/clock";
import { about, fold, folds, moved, type Kind } from "../src/core/fold";
import { amended, merge, type Merging, type Said } from "../src/core/merge";
import type { Body } from "../src/core/said";
import { filled, filledState } from "../src/core/shape";
import { ABOUT, MOVES, STATE_OF } from "../src/core/shapes";
import { vectors } from "./vectors";

type Thing = { kind: Kind; id: string; before: unknown; after: unknown };
type Fold = { why: string; body: Body; said: Said; things: Thing[] };
const FOLDS = vectors<Fold[]>("fold");
const SPOKEN = FOLDS.filter((row) => row.body.kind in ABOUT);

describe("folds", () => {
  test.each(SPOKEN)("$body.kind: $why", (row) => {
    const before = row.things.map((one) => filledState(one.kind, one.before));
    const keys = [about(row.body), ...moved(row.body, before[0] as object)];
    expect(keys).toEqual(row.things.map(({ kind, id }) => ({ kind, id })));
    row.things.forEach((one, i) => {
      const after = fold(one.kind, before[i], row.body, row.said);
      expect(filledState(one.kind, after), one.kind).toEqual(filledState(one.kind, one.after));
    });
  });

  test("every kind an officer may say is folded in some vector, into everything it moves", () => {
    expect(new Set(SPOKEN.map((row) => row.body.kind))).toEqual(new Set(Object.keys(ABOUT)));
    for (const [kind, [thing]] of Object.entries(ABOUT))
      for (const one of [thing, ...(MOVES[kind] ?? [])]) expect(folds(one as Kind, kind), `${kind} ${one}`).toBe(true);
  });

  test("conflicts are shown as the office writes them, to the letter", () => {
    const clashes = SPOKEN.flatMap((row) =>
      row.things.map((one) => [one.after, fold(one.kind, filledState(one.kind, one.before), row.body, row.said)]),
    ) as { conflicts?: unknown[] }[][];
    const told = clashes.map(([after]) => after?.conflicts ?? []);
    expect(clashes.map(([, made]) => made?.conflicts ?? [])).toEqual(told);
    expect(told.flat().length).toBeGreaterThan(0);
  });
});

type Merge = {
  why: string;
  state: Partial<Merging>;
  change: Record<string, unknown>;
  base: number;
  hand: string;
  seq: number;
  event: string;
  by: string;
  at_ms: number;
  sets: unknown;
  conflicts: string[];
  parallel: boolean;
  after: unknown;
};

/** The sheet of the vectors is a visit's changeable half. */
const sheet = (state: unknown) => filled({ changed: {}, hands: {}, conflicts: [], note: "", minutes: 30, ...(state as object) }, {});

describe("merges", () => {
  test.each(vectors<Merge[]>("merge"))("$why", (row) => {
    const state = sheet(row.state) as Merging & Record<string, unknown>;
    const met = merge(state, row.change, row.base, row.hand);
    expect([met.sets, met.conflicts, met.parallel]).toEqual([row.sets, row.conflicts, row.parallel]);
    const said: Said = {
      seq: row.seq,
      event: row.event,
      by: row.by,
      device: row.hand || "office:30307",
      at_ms: row.at_ms,
      bound_ms: 0,
      doubtful: false,
      received_ms: row.at_ms,
      base: row.base,
      lease: 1,
    };
    expect(amended(state, row.change, said, "Visit")).toEqual(sheet(row.after));
  });
});

type Clock = {
  why: string;
  at_ms: number;
  offset_ms: number | null;
  bound_ms: number | null;
  received_ms: number;
  expected: LegalTime;
};

describe("legal time", () => {
  test.each(vectors<Clock[]>("legal_time"))("$why", (row) => {
    expect(legalTime(row, row.received_ms)).toEqual(row.expected);
  });
});

test("every kind of thing a tablet holds has a shape", () => {
  for (const kind of Object.keys(STATE_OF)) expect(filledState(kind, {})).not.toEqual({});
});
