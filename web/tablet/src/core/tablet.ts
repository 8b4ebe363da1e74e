// The tablet's half in the browser: says, keeps, shows and sends what one officer does, with or without a network.
// As sync/tablet.py; `./api` tells what each promise is.

import type { DayEnd, Held, Item, Readable, Refused, SheetPart, SyncState, Tablet as Surface } from "./api";
import { base64, digest, utf8, uuid7, type Bytes } from "./bytes";
import { correction, type Clock } from "./clock";
import { about, type Kind } from "./fold";
import { guideOf, guidesOf } from "./guide";
import { alone } from "./locks";
import { fitting, sayAgain, say, trouble, type Identity } from "./outbox";
import { Pulse, type Beat } from "./pulse";
import { isRefused, refused } from "./refusal";
import { changeFile, fact, keepFile, setFact, shut, things, unconfirmed, unsent } from "./replica";
import { hasRoom, letGo } from "./room";
import { anchorOf, momentOf, Round } from "./round";
import type { Body, FileRef, Guide, States } from "./said";
import { changes, see } from "./seen";
import { wrong } from "./shape";
import type { Draft, Shelf } from "./shelf";
import { sign, signedText } from "./signing";
import { CALM, stateOf, Told, type Signs } from "./state";
import { StoreFull } from "./trouble";
import { View } from "./view";
import { held, items } from "./work";
import type { Wire } from "./wire";

/** What a tablet stands on; the session around it answers for its keys and its end. */
export type Ground = {
  vault: string;
  shelf: Shelf;
  wire: Wire;
  clock: Clock;
  key: CryptoKey;
  me: Identity;
  /** Tells the vault's head how much exists only here. */
  owe(count: number): Promise<void>;
  /** Becomes a new device of the same officer. */
  renew(code: string, label: string): Promise<Refused | null>;
  /** Leaves nothing of the officer on this tablet. */
  end(why: "signed_out" | "revoked"): Promise<void>;
  /** Takes away what was pulled, and keeps what is owed, behind the lock. */
  bar(): Promise<void>;
  lock(): void;
  touch(): void;
  changePin(old: string, pin: string): Promise<Refused | null>;
};

/** What is let go is free a little later: how long to wait before each try after it. */
const FREED_AFTER_MS = [100, 500, 1500, 3000];

export class Tablet implements Surface {
  private signs: Signs = CALM;
  private readonly told: Told<SyncState>;
  private pulse: Pulse | null = null;
  private seenView: View | null = null;
  private readonly reached = new Map<string, number>();

  constructor(private readonly ground: Ground) {
    this.told = new Told(this.standing());
    ground.shelf.onChange(() => this.changedHere());
  }

  get vault(): string {
    return this.ground.vault;
  }
  get device(): string {
    return this.ground.me.device;
  }
  get unit(): string {
    return this.ground.me.unit;
  }
  get officer(): string {
    return this.ground.me.officer;
  }
  get name(): string {
    return this.ground.me.name;
  }
  get state(): Readable<SyncState> {
    return this.told;
  }

  private get maps() {
    return this.ground.shelf.maps;
  }
  private get seen(): View {
    this.seenView ??= new View(this.maps, this.officer);
    return this.seenView;
  }

  private standing(): SyncState {
    return stateOf(this.maps, this.seen, this.signs, correction(anchorOf(this.maps), this.ground.clock));
  }

  private changedHere(): void {
    this.seenView = null;
    this.mark({ revision: this.signs.revision + 1 });
  }

  /** Sets signs that stand beside what is held, and tells whoever listens. */
  mark(signs: Partial<Signs>): void {
    this.signs = { ...this.signs, ...signs };
    this.told.set(this.standing());
  }

  /** Something was said: the vault may not be thrown away from before it is written until it is receipted. */
  private async owing<T>(change: (draft: Draft) => T | Promise<T>): Promise<T> {
    let pauses_ms: readonly number[] | null = null;
    for (;;) {
      try {
        return await this.kept(change);
      } catch (error) {
        if (!(error instanceof StoreFull)) throw error;
        this.mark({ photos_stopped: true });
        pauses_ms ??= (await letGo()) ? FREED_AFTER_MS : [];
        const [pause_ms, ...rest] = pauses_ms;
        if (pause_ms === undefined) {
          this.mark({ not_saved: true });
          throw error;
        }
        pauses_ms = rest;
        await new Promise((done) => setTimeout(done, pause_ms));
      }
    }
  }

  private async kept<T>(change: (draft: Draft) => T | Promise<T>): Promise<T> {
    await this.ground.owe(Math.max(1, this.owed()));
    const answer = await this.ground.shelf.write(change);
    if (this.signs.not_saved) this.mark({ not_saved: false });
    return answer;
  }

  /** What exists only here and was not exported. */
  private owed(): number {
    const [device, n] = fact(this.maps, "exported").split(" ");
    const until = device === this.device ? Number(n) : 0;
    const files = unconfirmed(this.maps).filter((file) => file.kept_ms > Number(fact(this.maps, "exported_ms") || "0"));
    return unsent(this.maps).filter((said) => said.n > until).length + files.length;
  }

  async say(body: Body): Promise<string | Refused> {
    const { clock, me } = this.ground;
    const key = about(body);
    const said = await this.owing(async (draft) => {
      const before = changes(draft.maps, new View(draft.maps, me.officer), key.kind, key.id);
      const event = await say(draft, me, body, uuid7(clock.wall_ms()), momentOf(draft.maps, clock));
      // One's own change is no news.
      if (!isRefused(event) && !before.length) see(draft, new View(draft.maps, me.officer), key.kind, key.id);
      return event;
    });
    if (isRefused(said)) return said;
    this.pulse?.wake();
    return said.id;
  }

  async attach(data: Uint8Array, media_type: string, label = ""): Promise<FileRef | Refused> {
    const file: FileRef = { digest: await digest(data), length_bytes: data.length, media_type, label };
    const broken = wrong(file, { r: "FileRef" });
    if (broken) return refused("bad_value", broken);
    const room = await hasRoom();
    if (room !== !this.signs.photos_stopped) this.mark({ photos_stopped: !room });
    if (!room) return refused("photos_stopped");
    try {
      const now_ms = this.officeMs();
      await this.ground.shelf.write((draft) => keepFile(draft, file, data, now_ms));
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      this.mark({ photos_stopped: true });
      return refused("photos_stopped");
    }
    return file;
  }

  bytes(digest: string): Promise<Uint8Array | null> {
    return this.ground.shelf.blob(digest);
  }

  view<K extends keyof States>(kind: K, id: string): States[K] | null {
    return this.seen.look(kind, id);
  }

  things<K extends keyof States>(kind: K): States[K][] {
    return things(this.maps, kind).map((kept) => this.view(kind, kept.id) as States[K]);
  }

  changes(kind: Kind, id: string): string[] {
    return changes(this.maps, this.seen, kind, id);
  }

  changed(kind: Kind, id: string): boolean {
    return this.changes(kind, id).length > 0;
  }

  async see(kind: Kind, id: string): Promise<void> {
    if (this.changed(kind, id)) await this.ground.shelf.write((draft) => see(draft, this.seen, kind, id));
  }

  guide(dossier: string): Guide | null {
    return guideOf(this.maps, dossier);
  }

  guides(): readonly Guide[] {
    return guidesOf(this.maps).guides;
  }

  held(): Held[] {
    return held(this.maps, this.seen);
  }

  async putAway(event: string): Promise<void> {
    await this.owing((draft) => shut(draft, event, Math.max(1, this.officeMs())));
  }

  items(): Item[] {
    return items(this.maps, this.reached);
  }

  trouble(): { code: string; detail: string } | null {
    return trouble(this.maps);
  }

  draft<T>(key: string): T | null {
    const kept = fact(this.maps, `draft|${key}`);
    return kept ? (JSON.parse(kept) as T) : null;
  }

  async keepDraft(key: string, value: unknown): Promise<void> {
    const kept = value === null || value === undefined ? "" : JSON.stringify(value);
    await this.owing((draft) => setFact(draft, `draft|${key}`, kept));
  }

  officeMs(): number {
    return momentOf(this.maps, this.ground.clock).office_ms;
  }

  // Talking to the office.

  async sync(): Promise<SyncState> {
    await this.round();
    return this.told.now;
  }

  private async round(): Promise<Beat> {
    return alone(`${this.vault}:talk`, async () => {
      if (this.signs.gone) return { failed: true, after_s: 0 };
      this.mark({ sending: true });
      let away = "";
      let after_s = 0;
      try {
        const { shelf, wire, me, key, clock } = this.ground;
        const round = new Round({ shelf, wire, me, key, clock }, (digest, bytes) => {
          this.reached.set(digest, bytes);
          this.changedHere();
        });
        ({ away, after_s } = await round.go());
        await this.ground.owe(this.owed());
      } catch (error) {
        if (!(error instanceof StoreFull)) throw error;
        away = error.name;
        // The office's receipts are what frees the disk: the next round finds room for them.
        await letGo();
      } finally {
        this.mark({ sending: false, away });
      }
      await this.afterRound();
      return { failed: away !== "", after_s };
    });
  }

  private async afterRound(): Promise<void> {
    if (trouble(this.maps)?.code === "device_revoked") await this.revoked();
    else if (this.signs.locked && !this.told.now.waiting) this.ground.lock();
  }

  /** The office has revoked this device: what it was told goes at once; what it owes stays sealed until it is handed over. */
  private async revoked(): Promise<void> {
    if (!this.owed()) await this.ground.end("revoked");
    else await this.ground.bar();
  }

  run(): () => void {
    if (!this.pulse) {
      this.pulse = new Pulse(
        () => this.round(),
        (signal, ring) => this.ground.wire.live(this.ground.me.token, signal, ring),
        () => this.mark({ next_try_ms: this.pulse?.next_try_ms ?? 0 }),
      );
      this.pulse.start();
    }
    return () => this.stop();
  }

  stop(): void {
    this.pulse?.stop();
    this.pulse = null;
  }

  async dayEnd(): Promise<DayEnd> {
    const { away, events, files, held, trouble } = await this.sync();
    const safe = !away && !trouble && !events && !files;
    return { safe, events, files, held, checked_ms: this.officeMs(), away: away || trouble };
  }

  // The officer and the tablet.

  lock(): void {
    this.ground.lock();
  }

  touch(): void {
    this.ground.touch();
  }

  changePin(old: string, pin: string): Promise<Refused | null> {
    return this.ground.changePin(old, pin);
  }

  reEnrol(code: string, label = ""): Promise<Refused | null> {
    return alone(`${this.vault}:talk`, () => this.ground.renew(code, label));
  }

  async signOut(): Promise<Refused | null> {
    return alone(`${this.vault}:talk`, async () => {
      const [events, files] = [unsent(this.maps).length, unconfirmed(this.maps).length];
      if (events || files) return refused("unsent_work", `${events} events, ${files} files`);
      await this.ground.end("signed_out");
      return null;
    });
  }

  // Carrying work by hand.

  async exportOutbox(passphrase: string): Promise<Uint8Array> {
    const sealed = await this.bundle(passphrase, true);
    const last = unsent(this.maps).at(-1)?.n ?? 0;
    try {
      await this.ground.shelf.write((draft) => {
        setFact(draft, "exported", `${this.device} ${last}`);
        setFact(draft, "exported_ms", String(this.officeMs()));
      });
      await this.ground.owe(this.owed());
    } catch (error) {
      // On a full disk the rescue is needed most; that it was made is then not remembered, and the vault is kept longer.
      if (!(error instanceof StoreFull)) throw error;
    }
    return sealed;
  }

  private async bundle(passphrase: string, photos: boolean): Promise<Bytes> {
    const { asText, pack } = await import("./rescue");
    const { me, key } = this.ground;
    const pushes: string[] = [];
    for (let left = unsent(this.maps); left.length; ) {
      const some = fitting(left);
      left = left.slice(some.length);
      const signature = await sign(key, signedText(me.device, some.at(-1)?.digest ?? ""));
      const header = JSON.stringify({ device: me.device, count: some.length, signature });
      pushes.push(asText([header, ...some.map((one) => one.line), ""].join("\n")));
    }
    const files = photos ? await this.rescued() : [];
    return pack({ unit: me.unit, officer: me.officer, device: me.device, pushes, files }, passphrase);
  }

  private async rescued(): Promise<{ file: FileRef; data: string }[]> {
    const found = unconfirmed(this.maps).map(async ({ digest, length_bytes, media_type, label = "" }) => {
      const data = await this.bytes(digest);
      return { file: { digest, length_bytes, media_type, label }, data: base64(data ?? utf8("")) };
    });
    return Promise.all(found);
  }

  async importOutbox(sealed: Uint8Array, passphrase: string): Promise<number | Refused> {
    const { eventsOf, filesOf, unpack } = await import("./rescue");
    const bundle = await unpack(sealed, passphrase);
    if (!bundle) return refused("passphrase_wrong");
    if (bundle.unit !== this.unit) return refused("other_unit", bundle.unit);
    const files = await filesOf(bundle);
    const { me, clock } = this.ground;
    return this.owing(async (draft) => {
      const now_ms = momentOf(draft.maps, clock).office_ms;
      for (const [file, data] of files) {
        keepFile(draft, file, data, now_ms);
        changeFile(draft, file.digest, { named: true });
      }
      let fresh = 0;
      for (const event of eventsOf(bundle)) fresh += Number(await sayAgain(draft, me, event, event.at_ms));
      return fresh;
    });
  }

  async sheet(passphrase: string): Promise<SheetPart[]> {
    const { parts } = await import("./rescue");
    return parts(await this.bundle(passphrase, false));
  }
}
