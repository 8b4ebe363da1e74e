// Pages of what is true, taken in one transaction each. Vectors: cursor.json.

import { fact, offerAgain, setFact, thingKey } from "./replica";
import type { Draft } from "./shelf";

export type Thing = { kind: string; id: string; version: number; state: unknown };

export type Page = {
  changed: Thing[];
  gone: [kind: string, id: string][];
  fresh: boolean;
  more: boolean;
  cursor: string;
  now_ms: number;
};

/** Takes one page in. A fresh snapshot replaces the old one only with its last page, so nothing vanishes meanwhile. */
export function turn(draft: Draft, page: Page): void {
  let generation = Number(fact(draft.maps, "generation") || "0");
  if (page.fresh) {
    if (fact(draft.maps, "cursor")) offerAgain(draft);
    generation += 1;
    setFact(draft, "generation", String(generation));
    setFact(draft, "refreshing", "yes");
  }
  for (const { kind, id, version, state } of page.changed)
    draft.put("things", thingKey(kind, id), { kind, id, version, state, generation });
  for (const [kind, id] of page.gone) draft.drop("things", thingKey(kind, id));
  if (!page.more && fact(draft.maps, "refreshing")) {
    for (const [key, kept] of Array.from(draft.maps.things))
      if (kept.generation < generation) draft.drop("things", key);
    setFact(draft, "refreshing", "");
  }
  setFact(draft, "cursor", page.cursor);
}
