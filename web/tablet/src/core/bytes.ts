// Bytes and how they are written: hexadecimal, base64, UTF-8, SHA-256.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const utf8 = (text: string): Bytes => encoder.encode(text) as Bytes;
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (written: string): Bytes =>
  Uint8Array.from(written.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const CHUNK = 0x8000;

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

export const unbase64 = (written: string): Bytes => Uint8Array.from(atob(written), (c) => c.charCodeAt(0));

export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export const unbase64url = (written: string): Bytes => unbase64(written.replaceAll("-", "+").replaceAll("_", "/"));

export const chance = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Bytes));
}

/** SHA-256 in small hexadecimal letters: how digests are written everywhere. */
export const digest = async (bytes: Uint8Array): Promise<string> => hex(await sha256(bytes));

export function joined(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** UUIDv7 (RFC 9562 §5.7) in small letters. */
export function uuid7(now_ms: number): string {
  const bytes = chance(16);
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now_ms / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
