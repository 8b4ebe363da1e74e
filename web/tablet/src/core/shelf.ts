// What a vault holds, in memory while it is open; on the disk every part of it is sealed.
//
// A write works on a draft, seals what changed, and puts it down in one strict transaction: then, and only then, is it
// true here. Writes stand in line, also those of other tabs (Web Locks); a tab that was overtaken reads anew first.

import { text, utf8, type Bytes } from "./bytes";
import { Disk, Overtaken, type Put } from "./disk";
import { alone } from "./locks";
import { seal, unseal } from "./seal";
import type { Kept, Parcel, Spoken } from "./replica";

const STORES = ["facts", "outbox", "things", "files"] as const;
type Store = (typeof STORES)[number];

/** The outbox stands in the order of its numbers. */
export type Maps = {
  facts: Map<string, string>;
  outbox: Map<string, Spoken>;
  things: Map<string, Kept>;
  files: Map<string, Parcel>;
};

const emptyMaps = (): Maps => ({ facts: new Map(), outbox: new Map(), things: new Map(), files: new Map() });

/** The maps as they will be; remembers what was touched. */
export class Draft {
  readonly touched = new Set<string>();
  readonly blobs = new Map<string, Uint8Array | null>();
  readonly maps: Maps;

  constructor(from: Maps) {
    this.maps = {
      facts: new Map(from.facts),
      outbox: new Map(from.outbox),
      things: new Map(from.things),
      files: new Map(from.files),
    };
  }

  put<S extends Store>(store: S, id: string, value: Maps[S] extends Map<string, infer V> ? V : never): void {
    (this.maps[store] as Map<string, unknown>).set(id, value);
    this.touched.add(`${store}|${id}`);
  }

  drop(store: Store, id: string): void {
    if (this.maps[store].delete(id)) this.touched.add(`${store}|${id}`);
  }
}

const split = (key: string): [Store, string] => {
  const at = key.indexOf("|");
  return [key.slice(0, at) as Store, key.slice(at + 1)];
};

export class Shelf {
  maps: Maps = emptyMaps();
  private revision = -1;
  private readonly rings: BroadcastChannel;
  private readonly hears = new Set<() => void>();

  constructor(
    private readonly disk: Disk,
    private readonly key: CryptoKey,
  ) {
    this.rings = new BroadcastChannel(disk.name);
    this.rings.onmessage = () => void this.refresh();
  }

  /** Calls whenever what is held has changed. */
  onChange(run: () => void): () => void {
    this.hears.add(run);
    return () => this.hears.delete(run);
  }

  /** Reads everything anew, if another tab has written. */
  async refresh(): Promise<void> {
    await alone(`${this.disk.name}:write`, () => this.reload());
  }

  private async reload(): Promise<void> {
    if ((await this.disk.revision()) === this.revision) return;
    const { revision, records } = await this.disk.records();
    const maps = emptyMaps();
    await Promise.all(
      Array.from(records, async ([key, sealed]) => {
        const plain = await unseal(this.key, sealed, key);
        if (!plain) throw new Error(`a record that cannot be opened: ${split(key)[0]}`);
        const [store, id] = split(key);
        (maps[store] as Map<string, unknown>).set(id, JSON.parse(text(plain)));
      }),
    );
    const inOrder = Array.from(maps.outbox).sort(([, a], [, b]) => a.n - b.n);
    this.maps = { ...maps, outbox: new Map(inOrder) };
    this.revision = revision;
    this.told();
  }

  private told(): void {
    for (const run of this.hears) run();
  }

  /** Makes a change and puts it down for good; nothing has changed when it throws. */
  async write<T>(change: (draft: Draft) => T | Promise<T>): Promise<T> {
    return alone(`${this.disk.name}:write`, async () => {
      for (;;) {
        await this.reload();
        const draft = new Draft(this.maps);
        const answer = await change(draft);
        if (!draft.touched.size && !draft.blobs.size) return answer;
        const puts = await this.sealed(draft);
        try {
          this.revision = await this.disk.write(puts, this.revision);
        } catch (error) {
          if (error instanceof Overtaken) continue;
          throw error;
        }
        this.maps = draft.maps;
        this.rings.postMessage("");
        this.told();
        return answer;
      }
    });
  }

  private async sealed(draft: Draft): Promise<Put[]> {
    const records = Array.from(draft.touched, async (key): Promise<Put> => {
      const [store, id] = split(key);
      const value = (draft.maps[store] as Map<string, unknown>).get(id);
      if (value === undefined) return { store: "records", key, value: null };
      return { store: "records", key, value: await seal(this.key, utf8(JSON.stringify(value)), key) };
    });
    const blobs = Array.from(draft.blobs, async ([key, data]): Promise<Put> => {
      return { store: "blobs", key, value: data && (await seal(this.key, data, `blobs|${key}`)) };
    });
    return Promise.all([...records, ...blobs]);
  }

  async blob(key: string): Promise<Bytes | null> {
    const sealed = await this.disk.blob(key);
    return sealed ? unseal(this.key, sealed, `blobs|${key}`) : null;
  }

  close(): void {
    this.rings.close();
    this.hears.clear();
    this.maps = emptyMaps();
    this.revision = -1;
    this.disk.close();
  }
}
