// The vaults of a tablet, one an officer: PIN → Argon2id → a key that wraps the vault's own key, under which everything
// else is sealed, the device's signing key too. Nothing of a vault can be read without its PIN.
//
// In clear stand only: who it is for (to be chosen from a list), the salt and cost, wrong tries, and how much is owed.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Refused } from "./api";
import { chance, type Bytes } from "./bytes";
import { PIN_COST, pinKey, type Cost } from "./kdf";
import { alone } from "./locks";
import { refused } from "./refusal";
import { keyOf, seal, unseal } from "./seal";
import { StoreFull } from "./trouble";

export type Head = {
  vault: string;
  name: string;
  unit: string;
  salt: Bytes;
  cost: Cost;
  wrapped: Bytes;
  wrong: number;
  wrong_at_ms: number;
  /** After so many wrong PINs in a row the vault is destroyed, once nothing is owed; 0: never. */
  wipe_tries: number;
  /** Events and files that exist only here and were not exported. */
  owed: number;
  revoked: boolean;
};

interface Schema extends DBSchema {
  vaults: { key: string; value: Head };
}

const NAME = "tannha";
export const WIPE_TRIES = 10;
const FREE_TRIES = 3;
const WAIT_MS = 30_000;
const WAIT_MS_MAX = 15 * 60_000;

export const diskName = (vault: string): string => `${NAME}-${vault}`;

/** PINs are digits: they are typed standing, with gloves, many times a day. */
export const isPin = (pin: string): boolean => /^[0-9]{6,12}$/.test(pin);

/** How long to wait after so many wrong PINs in a row: nothing at first, then doubled up to a quarter of an hour. */
export function pause_ms(wrong: number): number {
  return wrong < FREE_TRIES ? 0 : Math.min(WAIT_MS_MAX, WAIT_MS * 2 ** (wrong - FREE_TRIES));
}

/** What is left of the wait; a clock set back begins it anew. */
export function waitLeft_ms(head: Head, now_ms: number): number {
  const passed_ms = now_ms - head.wrong_at_ms;
  return passed_ms < 0 ? pause_ms(head.wrong) : Math.max(0, pause_ms(head.wrong) - passed_ms);
}

export class Vaults {
  private db: IDBPDatabase<Schema> | null = null;

  private async open(): Promise<IDBPDatabase<Schema>> {
    this.db ??= await openDB<Schema>(NAME, 1, {
      upgrade: (made) => void made.createObjectStore("vaults", { keyPath: "vault" }),
      terminated: () => (this.db = null),
    });
    return this.db;
  }

  /** As with a vault's own disk: whatever fails counts as full, and is tried on a fresh database next time. */
  private async safely<T>(run: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await run(await this.open());
    } catch (error) {
      this.db?.close();
      this.db = null;
      throw new StoreFull(String(error), { cause: error });
    }
  }

  async all(): Promise<Head[]> {
    return this.safely((db) => db.getAll("vaults"));
  }

  async head(vault: string): Promise<Head | undefined> {
    return this.safely((db) => db.get("vaults", vault));
  }

  async put(head: Head): Promise<void> {
    await this.safely(async (db) => {
      const tx = db.transaction("vaults", "readwrite", { durability: "strict" });
      await Promise.all([tx.store.put(head), tx.done]);
    });
  }

  /** Changes a head that is there; two tabs stand in line. */
  async change(vault: string, to: Partial<Head>): Promise<void> {
    await alone(`${NAME}:heads`, async () => {
      const head = await this.head(vault);
      if (!head) return;
      const same = Object.entries(to).every(([name, value]) => head[name as keyof Head] === value);
      if (!same) await this.put({ ...head, ...to });
    });
  }

  /** The head goes first: without it the rest can never be opened again. */
  async destroy(vault: string): Promise<void> {
    await this.safely((db) => db.delete("vaults", vault));
    await deleteDB(diskName(vault)).catch(() => undefined);
  }

  /** The vault's key, or why not. A try is counted before it is made: pulling the plug does not undo it. */
  async unlock(vault: string, pin: string, now_ms: number): Promise<CryptoKey | Refused> {
    return alone(`${NAME}:pin:${vault}`, async () => {
      const head = await this.head(vault);
      if (!head) return refused("vault_gone");
      const left_ms = waitLeft_ms(head, now_ms);
      if (left_ms > 0) return refused("pin_wait", String(left_ms));
      const wrong = head.wrong + 1;
      await this.change(vault, { wrong, wrong_at_ms: now_ms });
      const raw = await this.raw(head, pin);
      if (raw) {
        await this.change(vault, { wrong: 0, wrong_at_ms: 0 });
        return keyOf(raw);
      }
      if (!head.wipe_tries || wrong < head.wipe_tries || head.owed) return refused("pin_wrong", String(Math.max(0, FREE_TRIES - wrong)));
      await this.destroy(vault);
      return refused("pin_wiped");
    });
  }

  private async raw(head: Head, pin: string): Promise<Bytes | null> {
    return unseal(await keyOf(await pinKey(pin, head.salt, head.cost)), head.wrapped, `vault|${head.vault}`);
  }

  /** A new PIN on the same key; null when the old one is wrong. */
  async rewrap(vault: string, old: string, pin: string): Promise<boolean> {
    const head = await this.head(vault);
    const raw = head && (await this.raw(head, old));
    if (!raw) return false;
    await this.change(vault, await wrap(vault, raw, pin));
    return true;
  }
}

/** A new head and its key; nothing is kept yet. */
export async function makeHead(vault: string, pin: string, wipe_tries: number): Promise<{ head: Head; key: CryptoKey }> {
  const raw = chance(32);
  const told = { vault, name: "", unit: "", wrong: 0, wrong_at_ms: 0, wipe_tries, owed: 0, revoked: false };
  return { head: { ...told, ...(await wrap(vault, raw, pin)) }, key: await keyOf(raw) };
}

async function wrap(vault: string, raw: Bytes, pin: string): Promise<Pick<Head, "salt" | "cost" | "wrapped">> {
  const cost = PIN_COST;
  const salt = chance(16);
  return { salt, cost, wrapped: await seal(await keyOf(await pinKey(pin, salt, cost)), raw, `vault|${vault}`) };
}
