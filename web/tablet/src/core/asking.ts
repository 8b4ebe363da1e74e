// Enrolment: a one-time code becomes a device. If the answer is lost, the same code, id and key are asked with again.

import type { Refused } from "./api";
import { base64, uuid7 } from "./bytes";
import { measured, type Clock } from "./clock";
import type { Identity } from "./outbox";
import { refused } from "./refusal";
import { setFact } from "./replica";
import { keepAnchor } from "./round";
import type { Draft } from "./shelf";
import { makeKey } from "./signing";
import { Rejected } from "./trouble";
import type { Wire } from "./wire";

type Ask = { code: string; device: string; public_key: string; private_key: Uint8Array };

export type Enrolment = { identity: Identity; keep(draft: Draft): void };

export class Asking {
  private ask: Ask | null = null;

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
  ) {}

  /** Who this tablet now is, and how that is kept; throws `Away` when it is not known whether the office heard. */
  async enrol(code: string, label: string): Promise<Enrolment | Refused> {
    const known = this.ask?.code === code ? this.ask : null;
    const ask = known ?? { code, device: uuid7(this.clock.wall_ms()), ...(await makeKey()) };
    this.ask = ask;
    const asked_ms = this.clock.mono_ms();
    let answer;
    try {
      answer = await this.wire.enrol({ code, device: ask.device, key: ask.public_key, label });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      this.ask = null;
      return refused(error.code, error.detail);
    }
    this.ask = null;
    const { device, unit, officer, name, token, now_ms } = answer;
    const identity: Identity = { device, unit, officer, name, token, key: base64(ask.private_key) };
    const anchor = measured(this.clock, asked_ms, now_ms);
    return {
      identity,
      keep: (draft) => {
        setFact(draft, "identity", JSON.stringify(identity));
        keepAnchor(draft, anchor, this.clock);
      },
    };
  }
}
