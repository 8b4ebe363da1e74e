/** What the line at the top says: key of the sentence, sign and colour; never colour alone. */
import type { SyncState } from "../core/api";
import type { IconName } from "../icons";

export interface Told {
  key: string;
  icon: IconName;
  tone: "good" | "care" | "bad" | "calm";
}

/** The one thing to know now about what was sent and what was not. */
export function told(sync: SyncState): Told {
  if (sync.not_saved) return { key: "sync-not-saved", icon: "stop", tone: "bad" };
  if (sync.trouble) return { key: "sync-blocked", icon: "stop", tone: "bad" };
  if (sync.held > 0) return { key: "sync-held", icon: "alert", tone: "bad" };
  if (sync.sending && sync.waiting > 0) return { key: "sync-sending", icon: "sending", tone: "calm" };
  if (sync.offline) return { key: sync.waiting ? "sync-offline-waiting" : "sync-offline", icon: "offline", tone: "care" };
  if (sync.waiting > 0) return { key: "sync-waiting", icon: "waiting", tone: "care" };
  if (!sync.at_ms) return { key: "sync-never", icon: "waiting", tone: "care" };
  return { key: "sync-all-sent", icon: "sent", tone: "good" };
}

/** How far a clock may be off before an officer should hear of it. */
export const CLOCK_OFF_MS = 120_000;
/** When work that only exists here becomes a worry. */
export const OLD_MS = 24 * 3_600_000;
