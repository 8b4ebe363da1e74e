// The browser's storage, asked for strict durability: what a write has answered survives a power cut.
//
// Everything but ids and a counter is sealed before it comes here. A database that met a full disk refuses all further
// writes until it is opened anew, so after any failed write it is.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Bytes } from "./bytes";
import { mend } from "./mend";
import { StoreFull } from "./trouble";

interface Schema extends DBSchema {
  records: { key: string; value: Bytes };
  blobs: { key: string; value: Bytes };
  marks: { key: string; value: number };
}

export type Put = { store: "records" | "blobs"; key: string; value: Bytes | null };

/** Another tab wrote since: what was to be written was made from an older account. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

const REVISION = "revision";

export class Disk {
  private db: IDBPDatabase<Schema> | null = null;
  private torn = false;

  constructor(readonly name: string) {}

  private async open(): Promise<IDBPDatabase<Schema>> {
    if (this.db) return this.db;
    const db = await openDB<Schema>(this.name, 1, {
      upgrade(made) {
        made.createObjectStore("records");
        made.createObjectStore("blobs");
        made.createObjectStore("marks");
      },
      blocking: () => this.close(),
      terminated: () => this.close(),
    });
    this.db = db;
    return db;
  }

  /** A full disk does not even open: whatever fails here counts as full, and is tried on a fresh database next time. */
  private async safely<T>(run: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await run(await this.open());
    } catch (error) {
      if (error instanceof Overtaken) throw error;
      this.close();
      this.torn = true;
      throw new StoreFull(String(error), { cause: error });
    }
  }

  async records(): Promise<{ revision: number; records: Map<string, Bytes> }> {
    return this.safely(async (db) => {
      const tx = db.transaction(["records", "marks"]);
      const [keys, values, revision] = await Promise.all([
        tx.objectStore("records").getAllKeys(),
        tx.objectStore("records").getAll(),
        tx.objectStore("marks").get(REVISION),
      ]);
      await tx.done;
      return { revision: revision ?? 0, records: new Map(keys.map((key, i) => [key, values[i] as Bytes])) };
    });
  }

  async blob(key: string): Promise<Bytes | undefined> {
    return this.safely((db) => db.get("blobs", key));
  }

  async revision(): Promise<number> {
    return this.safely(async (db) => (await db.get("marks", REVISION)) ?? 0);
  }

  /** Writes all of it or nothing, on top of a revision. Throws `StoreFull` when it could not be written. */
  async write(puts: readonly Put[], revision: number): Promise<number> {
    return this.safely(async (db) => {
      if (this.torn) await mend();
      this.torn = false;
      const tx = db.transaction(["records", "blobs", "marks"], "readwrite", { durability: "strict" });
      const marks = tx.objectStore("marks");
      if (((await marks.get(REVISION)) ?? 0) !== revision) throw new Overtaken();
      const asked: Promise<unknown>[] = puts.map(({ store, key, value }) => {
        const shelf = tx.objectStore(store);
        return value ? shelf.put(value, key) : shelf.delete(key);
      });
      asked.push(marks.put(revision + 1, REVISION), tx.done);
      await Promise.all(asked);
      return revision + 1;
    });
  }

  close(): void {
    this.db?.close();
    this.db = null;
  }

  async destroy(): Promise<void> {
    this.close();
    await deleteDB(this.name);
  }
}
