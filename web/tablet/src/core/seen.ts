// What the officer has seen of a thing, to mark what others changed since.

import type { Kind } from "./fold";
import { fact, setFact } from "./replica";
import { same } from "./shape";
import type { Draft, Maps } from "./shelf";
import type { View } from "./view";

const WATCHED: Partial<Record<Kind, readonly string[]>> = {
  visit: ["window", "address", "note", "officer", "second", "dossiers", "mode", "minutes"],
  citizen: ["name", "birth", "id_number", "phones", "address", "needs", "language", "helper", "note"],
  dossier: ["procedure", "version", "copies", "purpose", "status"],
  notice: ["title", "text", "withdrawn"],
};

type Plain = Readonly<Record<string, unknown>>;

const key = (kind: Kind, id: string): string => `seen|${kind}|${id}`;

function gist(view: View, kind: Kind, id: string): Plain | null {
  const state = view.slot(kind, id)?.state as Plain | undefined;
  if (!state) return null;
  return Object.fromEntries((WATCHED[kind] ?? []).map((field) => [field, state[field] ?? null]));
}

/** The fields that changed since the thing was last seen; `["*"]` when it never was. */
export function changes(maps: Maps, view: View, kind: Kind, id: string): string[] {
  const now = gist(view, kind, id);
  if (!now) return [];
  const then = fact(maps, key(kind, id));
  if (!then) return ["*"];
  const before = JSON.parse(then) as Plain;
  return Object.keys(now).filter((field) => !same(now[field], before[field] ?? null));
}

export function see(draft: Draft, view: View, kind: Kind, id: string): void {
  const now = gist(view, kind, id);
  if (now) setFact(draft, key(kind, id), JSON.stringify(now));
}
