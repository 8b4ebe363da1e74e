/** The day's list: what comes first, what is for tomorrow, and what is new since the officer last looked. */
import type { Visit } from "../core/api";

const ENDED = new Set(["completed", "failed", "cancelled"]);
const UNDER_WAY = new Set(["departed", "arrived"]);

export function isEnded(visit: Visit): boolean {
  return ENDED.has(visit.state);
}

export function isUnderWay(visit: Visit): boolean {
  return UNDER_WAY.has(visit.state);
}

/** The promised hours are the route: earlier window first, the shorter of two that begin together, then by id. */
export function inRouteOrder(visits: readonly Visit[]): Visit[] {
  return [...visits].sort(
    (a, b) => a.window.from_ms - b.window.from_ms || a.window.to_ms - b.window.to_ms || (a.id < b.id ? -1 : 1),
  );
}

export interface Lists {
  today: Visit[];
  tomorrow: Visit[];
  later: Visit[];
}

/** Visits by local day, in route order; what is overdue or under way belongs to today whatever its promise was. */
export function byDay(visits: readonly Visit[], officer: string, now_ms: number, dayOf: (ms: number) => string): Lists {
  const today = dayOf(now_ms);
  const tomorrow = dayOf(now_ms + 86_400_000);
  const lists: Lists = { today: [], tomorrow: [], later: [] };
  for (const visit of inRouteOrder(visits)) {
    if (visit.officer !== officer && visit.second !== officer && !isEnded(visit)) continue;
    const day = dayOf(visit.window.from_ms);
    if (day === today || isUnderWay(visit) || (day < today && !isEnded(visit))) lists.today.push(visit);
    else if (day === tomorrow) lists.tomorrow.push(visit);
    else if (day > tomorrow) lists.later.push(visit);
  }
  return lists;
}

/** What an officer should notice of a visit: its hours, its place, whom it is for. A change of anything else is no news. */
export function gist(visit: Visit): string {
  const { house, street, hamlet, landmark } = visit.address;
  return JSON.stringify([visit.window, house, street, hamlet, landmark, visit.note, visit.dossiers, visit.state === "cancelled"]);
}

/** `new`, `changed` or nothing, against the gists kept when the officer last opened each visit. */
export function news(visit: Visit, seen: Readonly<Record<string, string>>): "new" | "changed" | "" {
  const before = seen[visit.id];
  if (before === undefined) return isEnded(visit) ? "" : "new";
  return before === gist(visit) ? "" : "changed";
}
