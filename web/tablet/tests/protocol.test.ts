import { describe, expect, test } from "vitest";
import { unbase64url, unhex, utf8 } from "../src/core/bytes";
import { take, trouble, written, type Pushed } from "../src/core/outbox";
import { turn, type Page } from "../src/core/pages";
import { NO_DIGEST, fact, setFact, thingKey, unsent, unsettled, type Spoken } from "../src/core/replica";
import { wrongBody } from "../src/core/shape";
import { Draft, type Maps } from "../src/core/shelf";
import { lineDigest, makeKey, sign, signedText, signer } from "../src/core/signing";
import type { Event } from "../src/core/view";
import { vectors } from "./vectors";

type Push = {
  key: { public: string };
  device: string;
  lines: string[];
  digests: string[];
  signed_text: string;
  signature: string;
};
const PUSH = vectors<Push>("push");
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HASH = { name: "ECDSA", hash: "SHA-256" };

const verifies = async (point: string, signature: string, text: string) => {
  const key = await crypto.subtle.importKey("raw", unhex(point), CURVE, false, ["verify"]);
  return crypto.subtle.verify(HASH, key, unbase64url(signature), utf8(text));
};

describe("push", () => {
  test("a line is written as the office writes it, to the byte", () => {
    for (const line of PUSH.lines) expect(written(JSON.parse(line) as Event)).toBe(line);
  });
  test("digests are over exactly these bytes, and chain", async () => {
    expect(await Promise.all(PUSH.lines.map(lineDigest))).toEqual(PUSH.digests);
    const chain = PUSH.lines.map((line) => (JSON.parse(line) as Event).prev);
    expect(chain).toEqual([NO_DIGEST, ...PUSH.digests.slice(0, -1)]);
  });
  test("the signed text is the vector's, whose signature verifies", async () => {
    const text = signedText(PUSH.device, PUSH.digests.at(-1) ?? "");
    expect(text).toBe(PUSH.signed_text);
    expect(await verifies(PUSH.key.public, PUSH.signature, text)).toBe(true);
  });
  test("a key made here signs so that others verify, and signs nothing else", async () => {
    const { public_key, private_key } = await makeKey();
    expect(public_key).toMatch(/^04[0-9a-f]{128}$/);
    const signature = await sign(await signer(private_key), "tannha push 1\nt-1\n0");
    expect(signature).toMatch(/^[A-Za-z0-9_-]{86}$/);
    expect(await verifies(public_key, signature, "tannha push 1\nt-1\n0")).toBe(true);
    expect(await verifies(public_key, signature, "tannha push 1\nt-1\n1")).toBe(false);
  });
});

const empty = (): Maps => ({ facts: new Map(), outbox: new Map(), things: new Map(), files: new Map() });

function spoken(n: number, sent: boolean): Spoken {
  const told = { kind: "VisitDeparted", about: "visit", subject: "v-1", lease: 1, said_ms: 1, line: "{}" };
  const open = { outcome: "", seq: 0, receipt: null, receipted_ms: 0, shut_ms: 0, touches: [] };
  return { ...told, ...open, n, id: `e-${n}`, digest: String(n).padStart(64, "0"), sent };
}

type Receipts = {
  why: string;
  tape: number;
  kept: number[];
  unsent: number[];
  answer: Pushed;
  unsent_after: number[];
  shown: number[];
  trouble: string;
};

describe("receipts", () => {
  test.each(vectors<Receipts[]>("receipts"))("$why", (row) => {
    const draft = new Draft(empty());
    for (const n of row.kept) draft.put("outbox", `e-${n}`, spoken(n, !row.unsent.includes(n)));
    setFact(draft, "tape", `${row.tape} ${String(row.tape).padStart(64, "0")}`);
    const found = take(draft, row.answer);
    expect(unsent(draft.maps).map((said) => said.n)).toEqual(row.unsent_after);
    expect(unsettled(draft.maps).map((said) => said.n)).toEqual(row.shown);
    expect(found?.code ?? "").toBe(row.trouble);
    expect(trouble(draft.maps)).toBeNull();
  });
});

type Held = [kind: string, id: string, version: number];
type Turn = { why: string; held: Held[]; cursor: string; pages: Page[]; after: Held[]; cursor_after: string };

describe("pages", () => {
  test.each(vectors<{ turns: Turn[] }>("cursor").turns)("$why", (row) => {
    const draft = new Draft(empty());
    for (const [kind, id, version] of row.held)
      draft.put("things", thingKey(kind, id), { kind, id, version, state: {}, generation: 0 });
    setFact(draft, "cursor", row.cursor);
    for (const page of row.pages) turn(draft, page);
    const kept = Array.from(draft.maps.things.values(), (one): Held => [one.kind, one.id, one.version]);
    expect(kept.sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1))).toEqual(row.after);
    expect(fact(draft.maps, "cursor")).toBe(row.cursor_after);
  });
});

describe("bodies", () => {
  const visit = "v-1";
  test.each([
    ["a strange kind", { kind: "VisitExploded", visit }, "body.kind"],
    ["a kind only the office says", { kind: "VisitShelved", visit }, "body.kind"],
    ["a strange field", { kind: "VisitDeparted", visit, why: "" }, "body.why"],
    ["no visit", { kind: "VisitDeparted" }, "body.visit"],
    ["an id in capitals", { kind: "VisitDeparted", visit: "V-1" }, "body.visit"],
    ["a line after an id", { kind: "VisitDeparted", visit: "v-1\n" }, "body.visit"],
    ["a fraction", { kind: "VisitAmended", visit, change: { minutes: 30.5 } }, "body.change.minutes"],
    ["too few minutes", { kind: "VisitAmended", visit, change: { minutes: 4 } }, "body.change.minutes"],
    ["a note too long", { kind: "VisitFailed", visit, reason: "other", note: "x".repeat(2001) }, "body.note"],
    ["no such reason", { kind: "VisitFailed", visit, reason: "bored" }, "body.reason"],
    ["NUL", { kind: "VisitFailed", visit, reason: "other", note: "a\0b" }, "body.note"],
    ["half a character", { kind: "VisitFailed", visit, reason: "other", note: "\ud800" }, "body.note"],
    ["no paper", { kind: "PapersChecked", visit, papers: [] }, "body.papers"],
    ["a wrong paper", { kind: "PapersChecked", visit, papers: [{ paper: "x", state: "lost" }] }, "body.papers[0].state"],
  ])("%s is seen before it is said", (_, body, at) => expect(wrongBody(body)).toBe(at));

  test("emoji count as one sign, a change may leave everything out", () => {
    expect(wrongBody({ kind: "VisitFailed", visit, reason: "other", note: "🏠".repeat(2000) } as never)).toBe("");
    expect(wrongBody({ kind: "VisitAmended", visit, change: {} } as never)).toBe("");
    expect(wrongBody({ kind: "CitizenAmended", citizen: "c-1", change: { helper: null } } as never)).toBe("");
  });
});
