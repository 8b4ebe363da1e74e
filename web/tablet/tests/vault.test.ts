import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { chance, hex, text, utf8 } from "../src/core/bytes";
import { better, correction, measured, type Clock } from "../src/core/clock";
import { Disk } from "../src/core/disk";
import { PIN_COST, pinKey } from "../src/core/kdf";
import { pause_ms as pulse_ms } from "../src/core/pulse";
import { isRefused } from "../src/core/refusal";
import { fact, setFact } from "../src/core/replica";
import { fromParts, pack, parts, unpack } from "../src/core/rescue";
import { keyOf, seal, unseal } from "../src/core/seal";
import { Shelf } from "../src/core/shelf";
import { makeHead, pause_ms, Vaults, waitLeft_ms } from "../src/core/vault";

describe("sealing", () => {
  test("opens with its key and name alone, and never looks the same twice", async () => {
    const [key, other] = [await keyOf(chance(32)), await keyOf(chance(32))];
    const sealed = await seal(key, utf8("Đặng Thị Hòa"), "things|visit|v-1");
    expect(text((await unseal(key, sealed, "things|visit|v-1")) ?? utf8(""))).toBe("Đặng Thị Hòa");
    expect(await unseal(key, sealed, "things|visit|v-2")).toBeNull();
    expect(await unseal(other, sealed, "things|visit|v-1")).toBeNull();
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    expect(await unseal(key, sealed, "things|visit|v-1")).toBeNull();
    expect(await seal(key, utf8("a"), "x")).not.toEqual(await seal(key, utf8("a"), "x"));
  });
});

describe("the key behind a PIN", () => {
  test("is Argon2id's, as another implementation (noble-hashes) answers for the same PIN, salt and cost", async () => {
    const key = await pinKey("258036", new Uint8Array(16).fill(7), PIN_COST);
    expect(hex(key)).toBe("94a49f540cf605b88581f588cda849fb97da863643e9af0347b54ecfc6be34d0");
  });
});

describe("the shelf", () => {
  test("a change is there for whoever opens it next, and nothing of it is in clear", async () => {
    const disk = new Disk("shelf-1");
    const key = await keyOf(chance(32));
    const shelf = new Shelf(disk, key);
    await shelf.write((draft) => setFact(draft, "note", "nghe kém, gọi con gái"));
    const { records, revision } = await disk.records();
    expect(revision).toBe(1);
    expect(Array.from(records.keys())).toEqual(["facts|note"]);
    expect(Buffer.from(records.get("facts|note") ?? []).includes(Buffer.from("nghe"))).toBe(false);
    shelf.close();
    const again = new Shelf(new Disk("shelf-1"), key);
    await again.refresh();
    expect(fact(again.maps, "note")).toBe("nghe kém, gọi con gái");
    again.close();
  });

  test("two tabs add up, whoever writes first", async () => {
    const key = await keyOf(chance(32));
    const [one, two] = [new Shelf(new Disk("shelf-2"), key), new Shelf(new Disk("shelf-2"), key)];
    const add = (shelf: Shelf) =>
      shelf.write((draft) => setFact(draft, "sum", String(Number(fact(draft.maps, "sum") || "0") + 1)));
    await Promise.all(Array.from({ length: 20 }, (_, i) => add(i % 2 ? one : two)));
    await one.refresh();
    expect(fact(one.maps, "sum")).toBe("20");
    one.close();
    two.close();
  });

  test("what fails on its way leaves nothing behind", async () => {
    const shelf = new Shelf(new Disk("shelf-3"), await keyOf(chance(32)));
    await shelf.write((draft) => setFact(draft, "a", "1"));
    const broken = shelf.write((draft) => {
      setFact(draft, "a", "2");
      throw new RangeError("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect(fact(shelf.maps, "a")).toBe("1");
    await shelf.write((draft) => setFact(draft, "b", "3"));
    expect([fact(shelf.maps, "a"), fact(shelf.maps, "b")]).toEqual(["1", "3"]);
    shelf.close();
  });

  test("another vault's key opens nothing", async () => {
    const shelf = new Shelf(new Disk("shelf-4"), await keyOf(chance(32)));
    await shelf.write((draft) => setFact(draft, "a", "1"));
    shelf.close();
    await expect(new Shelf(new Disk("shelf-4"), await keyOf(chance(32))).refresh()).rejects.toThrow("cannot be opened");
  });
});

describe("PINs", () => {
  const MINUTE = 60_000;

  test("waits begin after three, double, and end at a quarter of an hour", () => {
    expect([0, 1, 2, 3, 4, 5, 8, 50].map(pause_ms)).toEqual([0, 0, 0, 30_000, 60_000, 120_000, 900_000, 900_000]);
    const head = { wrong: 4, wrong_at_ms: 10 * MINUTE } as never;
    expect(waitLeft_ms(head, 10 * MINUTE + 1)).toBe(MINUTE - 1);
    expect(waitLeft_ms(head, 12 * MINUTE)).toBe(0);
    expect(waitLeft_ms(head, 0)).toBe(MINUTE);
  });

  test("what owes nothing is destroyed after the agreed count, what owes something is not", async () => {
    const vaults = new Vaults();
    for (const owed of [0, 2]) {
      const { head } = await makeHead(`v${owed}`, "258036", 4);
      await vaults.put({ ...head, owed });
    }
    const codes = async (vault: string) => {
      const seen: string[] = [];
      for (let i = 1; i <= 4; i++) {
        const answer = await vaults.unlock(vault, "000000", i * 60 * MINUTE);
        seen.push(isRefused(answer) ? answer.code : "open");
      }
      return seen;
    };
    expect(await codes("v0")).toEqual(["pin_wrong", "pin_wrong", "pin_wrong", "pin_wiped"]);
    expect(await codes("v2")).toEqual(["pin_wrong", "pin_wrong", "pin_wrong", "pin_wrong"]);
    expect((await vaults.all()).map((one) => [one.vault, one.wrong])).toEqual([["v2", 4]]);
    expect(isRefused(await vaults.unlock("v2", "258036", 9 * 60 * MINUTE))).toBe(false);
    expect((await vaults.head("v2"))?.wrong).toBe(0);
    expect(await vaults.rewrap("v2", "258036", "135790")).toBe(true);
    expect(isRefused(await vaults.unlock("v2", "258036", 10 * 60 * MINUTE))).toBe(true);
  });
});

describe("rescue", () => {
  const bundle = { unit: "30307", officer: "o-1", device: "t-1", pushes: [], files: [] };

  test("opens with the passphrase alone, also from codes scanned in any order", async () => {
    const sealed = await pack({ ...bundle, pushes: ["x".repeat(2000)] }, "mật khẩu", 8);
    expect(await unpack(sealed, "mật khẩu khác")).toBeNull();
    expect(await unpack(sealed.slice(0, 20), "mật khẩu")).toBeNull();
    const sheet = parts(sealed);
    expect(sheet.length).toBeGreaterThan(3);
    const scanned = sheet.map((part) => part.text).reverse();
    expect(fromParts(scanned.slice(1))).toEqual([sheet.length]);
    expect((await unpack(fromParts([...scanned, "khác"]) as Uint8Array, "mật khẩu"))?.pushes).toEqual(["x".repeat(2000)]);
  });
});

describe("clocks", () => {
  const at = (wall_ms: number, mono_ms: number, boot = "b"): Clock => ({
    boot,
    wall_ms: () => wall_ms,
    mono_ms: () => mono_ms,
  });
  const anchor = measured(at(1_000_000, 5_100), 5_000, 2_000_000);

  test("an answer is a measurement, give or take half its way", () => {
    expect(anchor).toEqual({ office_ms: 2_000_050, bound_ms: 51, wall_ms: 1_000_000, mono_ms: 5_100, boot: "b" });
    expect(correction(anchor, at(1_010_000, 15_100))).toEqual({ offset_ms: 1_000_050, bound_ms: 53 });
  });
  test("a clock set back is seen, and does not matter", () => {
    expect(correction(anchor, at(1_000_000 - 3_600_000, 15_100)).offset_ms).toBe(1_000_050 + 3_610_000);
  });
  test("after sleep, or in another run of the page, only the wall clock is left", () => {
    const asLast = { offset_ms: 1_000_050, bound_ms: null };
    expect(correction(anchor, at(1_000_000 + 3_600_000, 6_100))).toEqual(asLast);
    expect(correction(anchor, at(1_010_000, 15_100, "c"))).toEqual(asLast);
    expect(correction(anchor, at(1_010_000, 100))).toEqual(asLast);
    expect(correction(null, at(1, 1))).toEqual({ offset_ms: null, bound_ms: null });
  });
  test("a slow answer does not replace a surer one of the same run", () => {
    const slow = { ...anchor, bound_ms: 4_000 };
    expect(better(anchor, slow, at(1_000_001, 5_101))).toBe(anchor);
    expect(better(anchor, slow, at(1_000_001, 5_101, "c"))).toBe(slow);
    expect(better(slow, anchor, at(1_000_001, 5_101))).toBe(anchor);
  });
});

test("failures are waited for longer and longer, never more than a minute, never before the office says", () => {
  expect([1, 2, 3, 7, 100].map((failures) => pulse_ms(failures, 1))).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  expect(pulse_ms(7, 0)).toBe(30_000);
  expect(pulse_ms(0, 1)).toBe(30_000);
  expect(pulse_ms(1, 0, 90)).toBe(90_000);
});

test("after a write that failed the next one is whole, behind no torn record", async () => {
  const disk = new Disk("disk-1");
  const [good, bad] = [utf8("a"), (() => 0) as never];
  await expect(disk.write([{ store: "records", key: "x", value: bad }], 0)).rejects.toThrow();
  expect(await disk.revision()).toBe(0);
  expect(await disk.write([{ store: "records", key: "x", value: good }], 0)).toBe(1);
  expect((await disk.records()).records.get("x")).toEqual(good);
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain("tannha-mend");
  await disk.destroy();
});
