// One round of a tablet with its office: say what is unsaid, hear what is new, send the bytes. As sync/round.py.
//
// Nothing is believed but receipts. A call that broke off leaves everything as it was, and the next round does it again;
// what the office heard twice it answers the same.

import { uuid7 } from "./bytes";
import { better, measured, moment, type Anchor, type Clock, type Moment } from "./clock";
import { guidesOf } from "./guide";
import { machine } from "./machine";
import { fitting, NEEDS_ENROLMENT, report, say, setTrouble, take, trouble, type Identity, type Pushed } from "./outbox";
import {
  changeFile,
  fact,
  forgetFiles,
  forgetSpoken,
  setFact,
  shut,
  things,
  unconfirmed,
  unsent,
  wasSaid,
  type Parcel,
  type Spoken,
} from "./replica";
import { turn, type Page } from "./pages";
import { filledState } from "./shape";
import type { Hold } from "./said";
import type { Draft, Maps, Shelf } from "./shelf";
import { sign, signedText } from "./signing";
import { Away, Rejected } from "./trouble";
import { View } from "./view";
import type { Wire } from "./wire";

const PAGES_MAX = 100_000;
/** Events are kept after their receipt, so that an office put back to last week's backup hears them again. */
const SENT_KEPT_MS = 30 * 86_400_000;
/** Photographs hold more about a person than anything else here, so they go sooner; the office backs up every night. */
const FILES_KEPT_MS = 3 * 86_400_000;
const DRAFTS_KEPT_MS = 30 * 86_400_000;

/** What one round came to. */
export type Summary = { sent: number; pages: number; uploaded: number; away: string; after_s: number };

export type Talk = { shelf: Shelf; wire: Wire; me: Identity; key: CryptoKey; clock: Clock };

export function anchorOf(maps: Maps): Anchor | null {
  const told = fact(maps, "anchor");
  return told ? (JSON.parse(told) as Anchor) : null;
}

export const momentOf = (maps: Maps, clock: Clock): Moment => moment(anchorOf(maps), clock);

export function keepAnchor(draft: Draft, fresh: Anchor, clock: Clock): void {
  setFact(draft, "anchor", JSON.stringify(better(anchorOf(draft.maps), fresh, clock)));
}

/** One round; made for it and thrown away after. */
export class Round {
  private readonly done: Summary = { sent: 0, pages: 0, uploaded: 0, away: "", after_s: 0 };
  private office_ms = 0;

  constructor(
    private readonly talk: Talk,
    private readonly progress: (digest: string, bytes: number) => void = () => undefined,
  ) {}

  /** Does what can be done now; a break is told in the summary, not thrown. Only a full disk is thrown. */
  async go(): Promise<Summary> {
    try {
      // Nothing is pulled while it is unknown what became of a push, or a thing could be seen with an event in it and
      // the same event folded on top.
      await this.attempt(() => this.pushAll());
      await this.attempt(() => this.pullAll());
      await this.attempt(() => this.fetchGuides());
      await this.acknowledge();
      // Acknowledged now, said meanwhile, or doubted because the office lives another life.
      if (unsent(this.maps).length) await this.attempt(() => this.pushAll());
      await this.uploadAll();
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      this.done.away = error.message || "away";
      this.done.after_s = error.after_s;
    }
    await this.close();
    return this.done;
  }

  private get maps(): Maps {
    return this.talk.shelf.maps;
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (error.code === "torn_push") throw new Away("torn_push");
      const { code, detail } = error;
      await this.talk.shelf.write((draft) => setTrouble(draft, { code, detail }));
    }
  }

  private blocked(): boolean {
    return NEEDS_ENROLMENT.has(trouble(this.maps)?.code ?? "");
  }

  /** Pushes until nothing is left. An empty push comes first where something stood in the way: it may be mended. */
  private async pushAll(): Promise<void> {
    let blocked = this.blocked();
    for (let stalled = 0; stalled < 2; ) {
      const waiting = unsent(this.maps);
      const said = blocked ? [] : fitting(waiting);
      const asked_ms = this.talk.clock.mono_ms();
      const body = await this.written(said, waiting.length);
      const answer = (await this.talk.wire.push(this.talk.me.token, body)) as Pushed;
      const left = await this.take(answer, said, asked_ms);
      blocked = this.blocked();
      if (blocked || !left) return;
      stalled = left >= waiting.length ? stalled + 1 : 0;
    }
  }

  private async written(said: readonly Spoken[], waiting: number): Promise<string> {
    const { me, key, clock } = this.talk;
    const last = said.at(-1);
    const header = {
      device: me.device,
      count: said.length,
      signature: last ? await sign(key, signedText(me.device, last.digest)) : "",
      now_ms: clock.wall_ms(),
      unsent: waiting,
      report: report(this.maps, await machine()),
    };
    return [JSON.stringify(header), ...said.map((one) => one.line), ""].join("\n");
  }

  /** Takes an answer in; answers how much is still unsent. */
  private async take(answer: Pushed, said: readonly Spoken[], asked_mono_ms: number): Promise<number> {
    this.done.sent += answer.receipts.length;
    this.office_ms = answer.now_ms;
    const fresh = measured(this.talk.clock, asked_mono_ms, answer.now_ms);
    return this.talk.shelf.write((draft) => {
      keepAnchor(draft, fresh, this.talk.clock);
      const known = trouble(draft.maps);
      const found = take(draft, answer);
      // A push that was answered proves that the device is known and may speak; numbers only heal by enrolling.
      const healed = !known || said.length > 0 || !["number_taken", "broken_chain"].includes(known.code);
      setTrouble(draft, found ?? (healed ? null : known));
      return unsent(draft.maps).length;
    });
  }

  private async pullAll(): Promise<void> {
    for (let i = 0; i < PAGES_MAX; i++) {
      const page = (await this.talk.wire.pull(this.talk.me.token, fact(this.maps, "cursor"))) as Page;
      await this.talk.shelf.write((draft) => {
        turn(draft, page);
        if (page.changed.length || page.gone.length || page.fresh) setFact(draft, "guides_due", page.cursor);
        if (!page.more) setFact(draft, "listed_ms", String(page.now_ms));
        for (const one of page.changed) {
          const hold = one.kind === "hold" ? (filledState("hold", one.state) as Hold) : null;
          if (hold?.settled === "adopted" || hold?.settled === "dismissed") shut(draft, hold.id, page.now_ms);
        }
      });
      this.done.pages += 1;
      if (!page.more) return;
    }
  }

  /** Fetches the guides anew when something was pulled since they were fetched last. */
  private async fetchGuides(): Promise<void> {
    const due = fact(this.maps, "guides_due");
    if (!due) return;
    const fetched = await this.talk.wire.guides(this.talk.me.token, guidesOf(this.maps).tag);
    await this.talk.shelf.write((draft) => {
      if (fetched) setFact(draft, "guides", fetched);
      if (fact(draft.maps, "guides_due") === due) setFact(draft, "guides_due", "");
    });
  }

  /** Says of each visit newly given to this officer that it has come, once for each lease. */
  private async acknowledge(): Promise<void> {
    const { me, shelf, clock } = this.talk;
    for (const kept of things(this.maps, "visit")) {
      const visit = new View(this.maps, me.officer).look("visit", kept.id);
      if (visit?.state !== "assigned" || visit.officer !== me.officer) continue;
      if (wasSaid(this.maps, "VisitAcknowledged", kept.id, visit.lease)) continue;
      const body = { kind: "VisitAcknowledged", visit: kept.id } as const;
      await shelf.write((draft) => say(draft, me, body, uuid7(clock.wall_ms()), momentOf(draft.maps, clock)));
    }
  }

  /** Sends the bytes events name, whatever became of the events; one bad file does not keep the others back. */
  private async uploadAll(): Promise<void> {
    for (const file of unconfirmed(this.maps)) {
      try {
        await this.upload(file);
      } catch (error) {
        if (!(error instanceof Rejected || error instanceof Away)) throw error;
        const reason = error instanceof Rejected ? error.code : error.message;
        const sent_bytes = this.reached.get(file.digest) ?? file.sent_bytes;
        await this.talk.shelf.write((draft) =>
          changeFile(draft, file.digest, { tries: file.tries + 1, reason, sent_bytes }),
        );
        if (error instanceof Away) throw error;
      }
    }
  }

  private readonly reached = new Map<string, number>();

  private async upload(file: Parcel): Promise<void> {
    const { shelf, wire, me } = this.talk;
    const data = await shelf.blob(file.digest);
    if (!data) throw new Rejected("not_found", file.digest);
    const { digest, length_bytes, media_type, label = "" } = file;
    await wire.upload(me.token, { digest, length_bytes, media_type, label }, data, (bytes) => {
      this.reached.set(digest, bytes);
      this.progress(digest, bytes);
    });
    const now_ms = this.office_ms;
    await shelf.write((draft) => changeFile(draft, digest, { confirmed_ms: now_ms, sent_bytes: length_bytes, reason: "" }));
    this.done.uploaded += 1;
  }

  /** After a whole round lets go of what was kept long enough by the office's clock: a tablet's own may leap a year. */
  private async close(): Promise<void> {
    if (this.done.away || trouble(this.maps)) return;
    await this.talk.shelf.write((draft) => {
      setFact(draft, "round_ms", String(this.office_ms));
      forgetSpoken(draft, this.office_ms - SENT_KEPT_MS);
      forgetFiles(draft, this.office_ms - FILES_KEPT_MS, this.office_ms - DRAFTS_KEPT_MS);
    });
  }
}

