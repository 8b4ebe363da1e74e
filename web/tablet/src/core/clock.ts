// Whose clock is right: the office's. A tablet measures how far its own is off, and says how sure it is.
// As sync/clock.py; besides, a browser's monotonic clock stands still while the machine sleeps.

export const DRIFT_PPM_MAX = 200;
/** More than this between what the two clocks say has passed: the machine slept, or its clock was set. */
const LEAP_MS = 2_000;

export interface Clock {
  /** The run in which `mono_ms` counts: a page that was loaded anew counts anew. */
  readonly boot: string;
  wall_ms(): number;
  mono_ms(): number;
}

export const systemClock = (boot: string): Clock => ({
  boot,
  wall_ms: () => Date.now(),
  mono_ms: () => Math.floor(performance.now()),
});

/** One measurement: at this wall and monotonic time the office's clock read `office_ms`, give or take `bound_ms`. */
export type Anchor = { office_ms: number; bound_ms: number; wall_ms: number; mono_ms: number; boot: string };

/** What to add to the wall clock for the office's time, and how far that may be wrong; null: not known. */
export type Correction = { offset_ms: number | null; bound_ms: number | null };

/** The clocks at the moment something is said. */
export type Moment = { wall_ms: number; mono_ms: number; fix: Correction; office_ms: number };

export function measured(clock: Clock, asked_mono_ms: number, office_ms: number): Anchor {
  const mono_ms = clock.mono_ms();
  const half_ms = Math.floor(Math.max(0, mono_ms - asked_mono_ms) / 2);
  return { office_ms: office_ms + half_ms, bound_ms: half_ms + 1, wall_ms: clock.wall_ms(), mono_ms, boot: clock.boot };
}

export function correction(anchor: Anchor | null, clock: Clock): Correction {
  if (!anchor) return { offset_ms: null, bound_ms: null };
  const [wall_ms, mono_ms] = [clock.wall_ms(), clock.mono_ms()];
  const elapsed_ms = mono_ms - anchor.mono_ms;
  const slept = wall_ms - anchor.wall_ms - elapsed_ms > LEAP_MS;
  if (anchor.boot !== clock.boot || elapsed_ms < 0 || slept)
    return { offset_ms: anchor.office_ms - anchor.wall_ms, bound_ms: null };
  return {
    offset_ms: anchor.office_ms + elapsed_ms - wall_ms,
    bound_ms: anchor.bound_ms + Math.floor((elapsed_ms * DRIFT_PPM_MAX) / 1_000_000),
  };
}

/** The anchor to keep: a slow answer does not replace a surer measurement of the same run. */
export function better(old: Anchor | null, fresh: Anchor, clock: Clock): Anchor {
  const grown_ms = correction(old, clock).bound_ms;
  return !old || grown_ms === null || fresh.bound_ms <= grown_ms ? fresh : old;
}

export function moment(anchor: Anchor | null, clock: Clock): Moment {
  const fix = correction(anchor, clock);
  const wall_ms = clock.wall_ms();
  return { wall_ms, mono_ms: clock.mono_ms(), fix, office_ms: wall_ms + (fix.offset_ms ?? 0) };
}

const CLOCK_LEAD_MAX_MS = 120_000;
const CLOCK_LAG_MAX_MS = 90 * 86_400_000;

export type LegalTime = { at_ms: number; bound_ms: number | null; doubtful: boolean };

/** When something happened as far as one can stand by it: see docs/protocol.md, Time. */
export function legalTime(
  said: { at_ms: number; offset_ms?: number | null; bound_ms?: number | null },
  received_ms: number,
): LegalTime {
  const offset_ms = said.offset_ms ?? null;
  const bound_ms = said.bound_ms ?? null;
  const at_ms = said.at_ms + (offset_ms ?? 0);
  const unbounded = offset_ms === null || bound_ms === null;
  const stale = unbounded && at_ms < received_ms - CLOCK_LAG_MAX_MS;
  if (at_ms > received_ms + CLOCK_LEAD_MAX_MS || stale || at_ms < 0)
    return { at_ms: received_ms, bound_ms: null, doubtful: true };
  return { at_ms: Math.min(at_ms, received_ms), bound_ms, doubtful: offset_ms === null };
}
