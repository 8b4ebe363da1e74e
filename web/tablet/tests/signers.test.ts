// Several signers of one paper: what the tablet refuses at once, as tests/models/test_signers.py has it of the office.

import { expect, test } from "vitest";

import { lawful, type Look } from "../src/core/rules";
import type { Assent, Body, Citizen, Guide, Identity, Lucidity, Visit } from "../src/core/said";

const card: Identity = { method: "card", number: "089075001234", name: "LÊ VĂN TƯ", matches: true };
const clear: Lucidity = { lucid: true, reads: true, hears: true, speaks_vietnamese: true };
const own = { dossier: "d-1", manner: "signature", signer: "Nguyễn Thị Đào", read_aloud: false, witnesses: [] } as unknown as Assent;
const also: Assent = { ...own, signer: "Lê Văn Tư" };
const manner = { id: "signature", witnesses: 2, witnesses_if_unable: 2, interpreter: false, read_aloud: true };
const steps = ["identity", "lucidity", "assent"].map((id) => ({ id, vi: "", en: "", required: true }));
const guide = { dossier: "d-1", procedure: "2.001035", signers: 2, steps, manners: [manner] } as unknown as Guide;
const whole = { ...own, witnesses: [{ name: "A", number: "000001" }, { name: "B", number: "000002" }], read_aloud: true } as Assent;

function at(fields: Partial<Visit>): Visit {
  return {
    id: "v-1", citizen: "c-1", state: "arrived", dossiers: ["d-1"], identity: { ...card, name: "Nguyễn Thị Đào" }, lucidity: clear,
    papers: [], fees: [], assents: [], cosigners: [], ...fields,
  } as unknown as Visit;
}

function code(visit: Visit, body: Body): string | undefined {
  const things: Record<string, unknown> = { visit, citizen: { id: "c-1", name: "Nguyễn Thị Đào" } as Citizen, dossier: { id: "d-1" } };
  return lawful(body, ((kind: string) => things[kind] ?? null) as Look, () => guide)?.code;
}

const signed: Body = { kind: "SignatureRecorded", visit: "v-1", dossier: "d-1", signer: "Lê Văn Tư" };
const done: Body = { kind: "VisitCompleted", visit: "v-1" };
const son = { name: "Lê Văn Tư", identity: card, lucidity: clear };

test("who signs beside the person is checked first, by name to the tone", () => {
  expect(code(at({}), signed)).toBe("signer_unchecked");
  expect(code(at({ cosigners: [{ ...son, lucidity: null }] }), signed)).toBe("signer_unchecked");
  expect(code(at({ cosigners: [{ ...son, name: "Lê Văn Tú" }] }), signed)).toBe("signer_unchecked");
  expect(code(at({ cosigners: [{ ...son, lucidity: { ...clear, lucid: false } }] }), signed)).toBe("not_lucid");
  expect(code(at({ cosigners: [{ ...son, name: "LÊ VĂN  TƯ" }] }), signed)).toBeUndefined();
});

test("what is known of the person binds them, what was seen of another binds that one", () => {
  expect(code(at({}), { ...signed, signer: "Nguyễn Thị Đào" })).toBe("witnesses_missing");
  expect(code(at({ cosigners: [{ ...son, lucidity: { ...clear, hears: false } }] }), signed)).toBe("witnesses_missing");
});

test("as many sign as were declared before the visit is completed", () => {
  expect(code(at({ assents: [whole], cosigners: [son] }), done)).toBe("signers_missing");
  expect(code(at({ assents: [whole, also] }), done)).toBe("signer_unchecked");
  expect(code(at({ assents: [whole, also], cosigners: [son] }), done)).toBeUndefined();
});

test("the person is not checked as another", () => {
  const body: Body = { kind: "IdentityChecked", visit: "v-1", identity: card, signer: "NGUYỄN THỊ ĐÀO" };
  expect(code(at({}), body)).toBe("bad_value");
  expect(code(at({}), { ...body, signer: "Lê Văn Tư" })).toBeUndefined();
});
