// When to talk to the office: now, when the network comes back, when the page is shown, when something was said, when the
// bell rings, and by a timer that waits longer after each failure but never more than a minute.

export const IDLE_MS = 30_000;
const PAUSE_MS_MAX = 60_000;
const FIRST_MS = 1_000;
/** Words said one after the other go together. */
const GATHER_MS = 400;
const BELL_PAUSE_MS = 5_000;

/** How long to wait after so many failures in a row: doubled each time up to a minute, and never all at once. */
export function pause_ms(failures: number, chance: number, after_s = 0): number {
  const longest = failures ? Math.min(PAUSE_MS_MAX, FIRST_MS * 2 ** Math.min(failures - 1, 10)) : IDLE_MS;
  return Math.max(longest * (0.5 + chance / 2), after_s * 1_000);
}

export type Beat = { failed: boolean; after_s: number };

export class Pulse {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private running = false;
  private again = false;
  private stopped = false;
  private readonly ended = new AbortController();
  next_try_ms = 0;

  constructor(
    private readonly round: () => Promise<Beat>,
    private readonly live: (signal: AbortSignal, ring: () => void) => Promise<void>,
    private readonly told: () => void,
  ) {}

  start(): void {
    const signal = this.ended.signal;
    globalThis.addEventListener?.("online", this.wake, { signal });
    globalThis.document?.addEventListener("visibilitychange", this.shown, { signal });
    // Not at once: what is here already is shown first.
    this.wake();
    void this.listen();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.ended.abort();
  }

  /** Something may be to do: soon, whatever the timer says. */
  readonly wake = (): void => this.wait(GATHER_MS);

  private readonly shown = (): void => {
    if (globalThis.document?.visibilityState === "visible") this.wake();
  };

  private wait(ms: number): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.next_try_ms = Date.now() + ms;
    this.timer = setTimeout(() => void this.beat(), ms);
    this.told();
  }

  private async beat(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    this.again = false;
    this.next_try_ms = 0;
    const { failed, after_s } = await this.round().catch((): Beat => ({ failed: true, after_s: 0 }));
    this.running = false;
    this.failures = failed ? this.failures + 1 : 0;
    this.wait(this.again && !failed ? GATHER_MS : pause_ms(this.failures, Math.random(), after_s));
  }

  /** Hears the bell as long as there is one; without it the timer alone asks. */
  private async listen(): Promise<void> {
    while (!this.stopped) {
      if (!this.failures) await this.live(this.ended.signal, this.wake).catch(() => undefined);
      await new Promise((done) => setTimeout(done, BELL_PAUSE_MS * (1 + Math.random())));
    }
  }
}
