// The shapes of things and bodies (shapes.ts) at work: defaults filled in, values written shortly, bodies checked.

import { FIELDS, STATE_OF } from "./shapes";

/** t text · i whole number · b yes or no · e one of · r struct · l list · m map · n or null; min, max, p(attern). */
export type Shape = {
  readonly t?: 0;
  readonly i?: 0;
  readonly b?: 0;
  readonly e?: readonly unknown[];
  readonly r?: string;
  readonly l?: Shape;
  readonly m?: Shape;
  readonly n?: Shape;
  readonly min?: number;
  readonly max?: number;
  readonly p?: string;
};

/** Name, shape, and the default where there is one. */
export type Field = readonly [name: string, shape: Shape, ...byDefault: unknown[]];

type Plain = Readonly<Record<string, unknown>>;

const fieldsOf = (name: string): readonly Field[] => FIELDS[name] ?? [];
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two values of JSON are the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** A state or value with every default filled in; fields this program does not know stay. */
export function filled(value: unknown, shape: Shape): unknown {
  if (shape.n) return value === null || value === undefined ? null : filled(value, shape.n);
  if (shape.l && Array.isArray(value)) return value.map((one) => filled(one, shape.l as Shape));
  if (!shape.r || !isPlain(value)) return value;
  const whole: Record<string, unknown> = { ...value };
  for (const [name, inner, ...byDefault] of fieldsOf(shape.r)) {
    if (name in value) whole[name] = filled(value[name], inner);
    else if (byDefault.length) whole[name] = filled(byDefault[0], inner);
  }
  return whole;
}

/** The same without what is at its default, fields in the struct's order: as the office writes it. */
export function lean(value: unknown, shape: Shape): unknown {
  if (shape.n) return value === null || value === undefined ? null : lean(value, shape.n);
  if (shape.l && Array.isArray(value)) return value.map((one) => lean(one, shape.l as Shape));
  if (!shape.r || !isPlain(value)) return value;
  const short: Record<string, unknown> = {};
  for (const [name, inner, ...byDefault] of fieldsOf(shape.r)) {
    if (!(name in value) || value[name] === undefined) continue;
    if (byDefault.length && same(filled(value[name], inner), filled(byDefault[0], inner))) continue;
    short[name] = lean(value[name], inner);
  }
  return short;
}

/** A field's shape in a struct. */
export function shapeOf(struct: string, field: string): Shape {
  return fieldsOf(struct).find(([name]) => name === field)?.[1] ?? {};
}

/** The state of a thing as the office sent it, whole. */
export function filledState(kind: string, state: unknown): unknown {
  return filled(state, { r: STATE_OF[kind] ?? "" });
}

/** What is wrong with a value, as a path and a word; "" when nothing is. */
export function wrong(value: unknown, shape: Shape, at = ""): string {
  if (shape.n) return value === null ? "" : wrong(value, shape.n, at);
  if (shape.e) return shape.e.includes(value) ? "" : at;
  if (shape.t !== undefined) return wrongText(value, shape) ? at : "";
  if (shape.i !== undefined) return !Number.isSafeInteger(value) || outside(value as number, shape) ? at : "";
  if (shape.b !== undefined) return typeof value === "boolean" ? "" : at;
  if (shape.l) return wrongList(value, shape, at);
  if (shape.m) {
    if (!isPlain(value)) return at;
    return first(Object.entries(value), ([key, one]) => wrong(one, shape.m as Shape, `${at}.${key}`));
  }
  return shape.r ? wrongStruct(value, shape.r, at) : "";
}

const outside = (size: number, shape: Shape): boolean =>
  size < (shape.min ?? -Infinity) || size > (shape.max ?? Infinity);

function wrongText(value: unknown, shape: Shape): boolean {
  if (typeof value !== "string" || /[\0\p{Cs}]/u.test(value)) return true;
  return outside(Array.from(value).length, shape) || (shape.p !== undefined && !new RegExp(shape.p).test(value));
}

function wrongList(value: unknown, shape: Shape, at: string): string {
  if (!Array.isArray(value) || outside(value.length, shape)) return at;
  return first([...value.entries()], ([i, one]) => wrong(one, shape.l as Shape, `${at}[${i}]`));
}

function wrongStruct(value: unknown, name: string, at: string): string {
  if (!isPlain(value)) return at;
  const fields = fieldsOf(name);
  const known = new Set(fields.map(([field]) => field));
  const strange = Object.keys(value).find((key) => !known.has(key) && key !== "kind");
  if (strange !== undefined) return `${at}.${strange}`;
  const isChange = name.endsWith("Change");
  return first(fields, ([field, inner, ...byDefault]) => {
    if (value[field] !== undefined) return wrong(value[field], inner, `${at}.${field}`);
    return byDefault.length || isChange ? "" : `${at}.${field}`;
  });
}

function first<T>(many: readonly T[], look: (one: T) => string): string {
  for (const one of many) {
    const found = look(one);
    if (found) return found;
  }
  return "";
}

/** What is wrong with a body, or "" when the office can read it. */
export function wrongBody(body: { kind: string }): string {
  return FIELDS[body.kind] && !STATE_OF[body.kind] ? wrongStruct(body, body.kind, "body") : "body.kind";
}

/** A body with text in NFC (as the office reads it) and without what was left undefined. */
export function tidied<T>(value: T): T {
  if (typeof value === "string") return value.normalize("NFC") as T;
  if (Array.isArray(value)) return value.map(tidied) as T;
  if (!isPlain(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, tidied(one)])) as T;
}
