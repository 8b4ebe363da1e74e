// The tablet as a whole: its officers, each behind a PIN of their own, and the sessions that are open.

import type { App, EnrolAsk, OfficerCard, Refused } from "./api";
import { hex, chance } from "./bytes";
import { systemClock, type Clock } from "./clock";
import { Disk } from "./disk";
import { refused, isRefused } from "./refusal";
import { Session } from "./session";
import { Shelf } from "./shelf";
import type { Tablet } from "./tablet";
import { StoreFull } from "./trouble";
import { Asking } from "./asking";
import { diskName, isPin, makeHead, Vaults, waitLeft_ms, WIPE_TRIES } from "./vault";
import { HttpWire, type Wire } from "./wire";

export type Options = {
  /** Where the office is; the page's own origin when left out. */
  office?: string;
  wire?: Wire;
  clock?: Clock;
  /** Minutes without a touch after which the PIN is asked again; 0: never. */
  lock_minutes?: number;
  wipe_tries?: number;
};

export const LOCK_MINUTES = 5;

export function openApp(options: Options = {}): App {
  const wire = options.wire ?? new HttpWire(options.office ?? globalThis.location.origin);
  const clock = options.clock ?? systemClock(hex(chance(8)));
  return new House(wire, clock, options.lock_minutes ?? LOCK_MINUTES, options.wipe_tries ?? WIPE_TRIES);
}

/** A try that cannot be counted is not made; the officer hears why. */
function full(error: unknown): Refused {
  if (error instanceof StoreFull) return refused("disk_full");
  throw error;
}

class House implements App {
  private readonly vaults = new Vaults();
  private readonly sessions = new Map<string, Session>();
  private readonly asking: Asking;

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly lockMinutes: number,
    private readonly wipeTries: number,
  ) {
    this.asking = new Asking(wire, clock);
  }

  get unfit(): App["unfit"] {
    if (globalThis.isSecureContext === false || !globalThis.crypto?.subtle) return "insecure";
    return globalThis.indexedDB ? "" : "no_storage";
  }

  async officers(): Promise<OfficerCard[]> {
    const heads = await this.vaults.all();
    return heads
      .map((head) => ({
        vault: head.vault,
        name: head.name,
        unit: head.unit,
        wrong: head.wrong,
        wait_ms: waitLeft_ms(head, this.clock.wall_ms()),
        owed: head.owed,
        revoked: head.revoked,
        open: this.sessions.has(head.vault),
      }))
      .sort((a, b) => a.name.localeCompare(b.name, "vi"));
  }

  async enrol({ code, pin, label = "" }: EnrolAsk): Promise<Tablet | Refused> {
    if (!isPin(pin)) return refused("pin_short");
    const me = await this.asking.enrol(code, label);
    if (isRefused(me)) return me;
    const vault = hex(chance(8));
    const { head, key } = await makeHead(vault, pin, this.wipeTries);
    const shelf = new Shelf(new Disk(diskName(vault)), key);
    await shelf.write((draft) => me.keep(draft));
    // The head comes last: a vault without one is as if it had never been.
    await this.vaults.put({ ...head, name: me.identity.name, unit: me.identity.unit });
    return this.begin(vault, shelf);
  }

  async unlock(vault: string, pin: string): Promise<Tablet | Refused> {
    return this.opened(vault, pin).catch(full);
  }

  private async opened(vault: string, pin: string): Promise<Tablet | Refused> {
    const key = await this.vaults.unlock(vault, pin, this.clock.wall_ms());
    if (isRefused(key)) {
      if (key.code === "pin_wiped") this.sessions.get(vault)?.close();
      return key;
    }
    const open = this.sessions.get(vault);
    if (open) return open.unlocked();
    const shelf = new Shelf(new Disk(diskName(vault)), key);
    await shelf.refresh();
    return this.begin(vault, shelf);
  }

  private async begin(vault: string, shelf: Shelf): Promise<Tablet> {
    const session = await Session.open({
      vault,
      shelf,
      vaults: this.vaults,
      wire: this.wire,
      clock: this.clock,
      asking: this.asking,
      lockMinutes: this.lockMinutes,
      closed: () => this.sessions.delete(vault),
    });
    this.sessions.set(vault, session);
    return session.tablet;
  }

  async persist(): Promise<boolean> {
    return (await globalThis.navigator?.storage?.persist?.().catch(() => false)) ?? false;
  }
}
