// An open vault: its keys are in memory. It locks itself when nobody touches it; behind the lock it goes on sending until
// everything is sent, and then lets the keys go.

import type { Refused } from "./api";
import type { Asking } from "./asking";
import { unbase64 } from "./bytes";
import type { Clock } from "./clock";
import { mend } from "./mend";
import { renumber, setTrouble, type Identity } from "./outbox";
import { isRefused, refused } from "./refusal";
import { fact } from "./replica";
import { hold } from "./room";
import type { Draft, Shelf } from "./shelf";
import { signer } from "./signing";
import { Tablet, type Ground } from "./tablet";
import { isPin, type Vaults } from "./vault";
import type { Wire } from "./wire";

const MEND_AFTER_MS = 2_000;

export type Parts = {
  vault: string;
  shelf: Shelf;
  vaults: Vaults;
  wire: Wire;
  clock: Clock;
  asking: Asking;
  lockMinutes: number;
  closed(): void;
};

const identityOf = (shelf: Shelf): Identity => JSON.parse(fact(shelf.maps, "identity")) as Identity;

export class Session {
  readonly tablet: Tablet;
  private readonly ground: Ground;
  private locked = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static async open(parts: Parts): Promise<Session> {
    const me = identityOf(parts.shelf);
    return new Session(parts, me, await signer(unbase64(me.key)));
  }

  private constructor(
    private readonly parts: Parts,
    me: Identity,
    key: CryptoKey,
  ) {
    const { vault, shelf, wire, clock } = parts;
    this.ground = {
      ...{ vault, shelf, wire, clock, key, me },
      owe: (owed) => parts.vaults.change(vault, { owed }),
      renew: (code, label) => this.renew(code, label),
      end: (why) => this.end(why),
      bar: () => this.bar(),
      lock: () => this.lock(),
      touch: () => this.touch(),
      changePin: (old, pin) => this.changePin(old, pin),
    };
    this.tablet = new Tablet(this.ground);
    this.touch();
    // The power may have gone since: a record torn then must not be written behind. Not at once: the officer waits now.
    setTimeout(() => void mend().then(hold, () => undefined), MEND_AFTER_MS);
  }

  /** The PIN was right once more. */
  unlocked(): Tablet {
    this.locked = false;
    this.tablet.mark({ locked: false });
    this.touch();
    return this.tablet;
  }

  private touch(): void {
    clearTimeout(this.timer);
    if (this.parts.lockMinutes && !this.locked)
      this.timer = setTimeout(() => this.lock(), this.parts.lockMinutes * 60_000);
  }

  private lock(): void {
    clearTimeout(this.timer);
    this.locked = true;
    this.tablet.mark({ locked: true });
    let waiting = 0;
    this.tablet.state.subscribe((state) => (waiting = state.waiting))();
    if (!waiting) this.close();
  }

  /** Lets the keys and everything read go from memory. */
  close(): void {
    clearTimeout(this.timer);
    this.tablet.stop();
    this.parts.closed();
    this.parts.shelf.close();
  }

  private async end(why: "signed_out" | "revoked"): Promise<void> {
    this.tablet.mark({ gone: "going" });
    this.close();
    try {
      await this.parts.vaults.destroy(this.parts.vault);
    } finally {
      // Only now: whoever hears it asks who is left on this tablet.
      this.tablet.mark({ gone: why });
    }
  }

  private async bar(): Promise<void> {
    const head = await this.parts.vaults.head(this.parts.vault);
    if (head?.revoked) return;
    this.tablet.mark({ gone: "going" });
    try {
      await this.parts.shelf.write((draft) => strip(draft));
      await this.parts.vaults.change(this.parts.vault, { revoked: true });
    } catch (error) {
      // A full disk: it is tried again at the next contact.
      this.tablet.mark({ gone: "" });
      throw error;
    }
    this.tablet.mark({ gone: "revoked" });
    this.close();
  }

  private async renew(code: string, label: string): Promise<Refused | null> {
    const { asking, shelf, vaults, vault } = this.parts;
    const answer = await asking.enrol(code, label);
    if (isRefused(answer)) return answer;
    const { identity } = answer;
    const old = this.ground.me;
    if (identity.unit !== old.unit || identity.officer !== old.officer) return refused("not_yours", identity.officer);
    await shelf.write(async (draft) => {
      answer.keep(draft);
      setTrouble(draft, null);
      await renumber(draft, identity.device);
    });
    await vaults.change(vault, { revoked: false });
    this.ground.me = identity;
    this.ground.key = await signer(unbase64(identity.key));
    this.tablet.mark({ away: "" });
    return null;
  }

  private async changePin(old: string, pin: string): Promise<Refused | null> {
    if (!isPin(pin)) return refused("pin_short");
    const { vaults, vault, clock } = this.parts;
    const no = await vaults.unlock(vault, old, clock.wall_ms());
    if (isRefused(no)) return no;
    await vaults.rewrap(vault, old, pin);
    return null;
  }
}

/** Leaves only what is owed: the words said here, the files not confirmed, and who said them. */
function strip(draft: Draft): void {
  for (const key of Array.from(draft.maps.things.keys())) draft.drop("things", key);
  for (const name of Array.from(draft.maps.facts.keys()))
    if (/^(draft|seen)\||^(guides|cursor|listed_ms)$/.test(name)) draft.drop("facts", name);
  for (const file of Array.from(draft.maps.files.values()))
    if (!file.named || file.confirmed_ms) {
      draft.drop("files", file.digest);
      draft.blobs.set(file.digest, null);
    }
}
