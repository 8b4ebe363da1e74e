import { FluentBundle, FluentResource } from "@fluent/bundle";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CardError, checkNumber, parseCard, type Card, type Sex } from "../src/core/cccd";
import { due, sum, type FeeRule, type Quantity } from "../src/core/fees";
import { paperCode, readCode } from "../src/core/papercode";
import { nameKey } from "../src/core/order";
import { filledIn, type Pattern } from "../src/pattern";
import * as text from "../src/core/text";
import { vectors } from "./vectors";

type Row = { in: string; out?: unknown; error?: boolean };
const TEXTS = vectors<Record<string, Row[]> & { name_order: string[] }>("text");

describe("text", () => {
  const made = { fold: text.fold, words: text.words, tidy: text.tidy, initials: text.initials, name_key: nameKey };
  test.each(Object.entries(made))("%s answers what the office answers", (name, answer) => {
    for (const row of TEXTS[name] ?? []) {
      if (row.error) expect(() => answer(row.in), row.in).toThrow();
      else expect(answer(row.in), row.in).toEqual(row.out);
    }
  });
  test("names stand in the order of the office's lists", () => {
    const order = TEXTS.name_order;
    expect([...order].sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1))).toEqual(order);
  });
});

type Parsed = { why: string; payload: string; expected?: Card; error?: string };
type Checked = { number: string; birth: string; sex: Sex | null; warnings?: string[]; error?: string };
const CARDS = vectors<{ parse: Parsed[]; check: Checked[] }>("cccd");

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CardError) return error.code;
    throw error;
  }
  return "";
}

describe("cards", () => {
  test.each(CARDS.parse)("$why", (row) => {
    if (row.error) expect(code(() => parseCard(row.payload))).toBe(row.error);
    else expect(parseCard(row.payload)).toEqual(row.expected);
  });
  test.each(CARDS.check)("number $number of $birth $sex", (row) => {
    if (row.error) expect(code(() => checkNumber(row.number, row.birth, row.sex))).toBe(row.error);
    else expect(checkNumber(row.number, row.birth, row.sex)).toEqual(row.warnings);
  });
});

type Fee = { name: string; fee: FeeRule; asked: Quantity; percent: number; total_dong: number; full_dong: number };

describe("fees", () => {
  test.each(vectors<Fee[]>("fees"))("$name", (row) => {
    const { total_dong, full_dong } = row;
    expect(due(row.fee, row.asked, row.percent)).toEqual({ total_dong, full_dong });
  });
  test("lines sum", () => expect(sum([{ amount_dong: 2000 }, { amount_dong: 0 }, { amount_dong: 500 }])).toBe(2500));
});

const PAPERS = vectors<{ made: { chance: string; code: string }[]; read: { heard: string; code: string | null }[] }>(
  "paper_code",
);

describe("codes of papers", () => {
  test.each(PAPERS.made)("$chance gives $code", (row) => {
    expect(paperCode(Uint8Array.from(Buffer.from(row.chance, "hex")))).toBe(row.code);
  });
  test.each(PAPERS.read)("«$heard» is $code", (row) => expect(readCode(row.heard)).toBe(row.code));
});

describe.each(["vi", "en"])("sentences of the screens, %s", (language) => {
  const files = ["tablet", "fields", "values"].map((name) => `../../../server/words/${language}/${name}.ftl`);
  const resources = files.map((path) => new FluentResource(readFileSync(new URL(path, import.meta.url), "utf8")));
  const bundle = new FluentBundle(language, { useIsolating: false });
  resources.forEach((one) => bundle.addResource(one));

  test.each([0, 1, 2, 1234])("say of %d what Fluent says", (count) => {
    const messages = resources.flatMap((one) => one.body);
    expect(messages.length).toBeGreaterThan(500);
    for (const { id, value } of messages) {
      const names = Array.from(JSON.stringify(value).matchAll(/"var","name":"(\w+)"/g), ([, name]) => name ?? "");
      const args = Object.fromEntries(names.map((name) => [name, count]));
      const whole = bundle.getMessage(id)?.value ?? "";
      expect(filledIn(value as Pattern, args, language), id).toBe(bundle.formatPattern(whole, args));
    }
  });
});
