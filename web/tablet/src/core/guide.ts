// What the office worked out for each dossier (docs/protocol.md, Guides): the tablet holds no law of its own.

import { fact } from "./replica";
import type { Guide, Guides } from "./said";
import { filled } from "./shape";
import type { Maps } from "./shelf";

export const NO_GUIDES: Guides = { tag: "", guides: [], left_off: 0 };

const read = new WeakMap<Maps, Guides>();

/** The guides kept here, whole. */
export function guidesOf(maps: Maps): Guides {
  const known = read.get(maps);
  if (known) return known;
  const kept = fact(maps, "guides");
  const whole = kept ? (filled(JSON.parse(kept), { r: "Guides" }) as Guides) : NO_GUIDES;
  read.set(maps, whole);
  return whole;
}

export const guideOf = (maps: Maps, dossier: string): Guide | null =>
  guidesOf(maps).guides.find((one) => one.dossier === dossier) ?? null;
