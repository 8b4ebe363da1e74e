// A dying tablet's outbox, carried by hand: as sync/rescue.py reads and writes it, so that the office takes it in.
// `TNX1`, log2 of scrypt's n, 16 bytes salt, 12 bytes nonce, then AES-256-GCM with all before it as associated data.

import { base64, chance, digest, joined, text, unbase64, utf8, type Bytes } from "./bytes";
import { passphraseKey } from "./passphrase";
import type { FileRef } from "./said";
import type { Event } from "./view";

const MAGIC = "TNX1";
export const COST_LOG2 = 15;
const COST_LOG2_MAX = 20;
const HEAD_BYTES = 4 + 1 + 16 + 12;

export type Rescued = { file: FileRef; data: string };

/** What a tablet still owed its office: ready pushes in their order (base64, signed), and the files they name. */
export type Bundle = { unit: string; officer: string; device: string; pushes: string[]; files: Rescued[] };

async function cipher(head: Bytes, passphrase: string): Promise<{ key: CryptoKey; algorithm: AesGcmParams }> {
  const raw = await passphraseKey(passphrase, head.slice(5, 21), head[4] ?? COST_LOG2);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key, algorithm: { name: "AES-GCM", iv: head.slice(-12), additionalData: head } };
}

export async function pack(bundle: Bundle, passphrase: string, costLog2 = COST_LOG2): Promise<Bytes> {
  const head = joined(utf8(MAGIC), Uint8Array.of(costLog2), chance(16 + 12));
  const { key, algorithm } = await cipher(head, passphrase);
  const sealed = await crypto.subtle.encrypt(algorithm, key, utf8(JSON.stringify(bundle)));
  return joined(head, new Uint8Array(sealed));
}

/** The bundle behind `pack`; null when the passphrase is wrong or the bytes are damaged. */
export async function unpack(sealed: Uint8Array, passphrase: string): Promise<Bundle | null> {
  const head = sealed.slice(0, HEAD_BYTES) as Bytes;
  if (head.length < HEAD_BYTES || text(head.slice(0, 4)) !== MAGIC || (head[4] ?? 0) > COST_LOG2_MAX) return null;
  const { key, algorithm } = await cipher(head, passphrase);
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, sealed.slice(HEAD_BYTES) as Bytes);
    return JSON.parse(text(new Uint8Array(plain))) as Bundle;
  } catch {
    return null;
  }
}

export const asText = (push: string): string => base64(utf8(push));

/** The events of a bundle that can be read, in their order. */
export function eventsOf(bundle: Bundle): Event[] {
  const lines = bundle.pushes.flatMap((push) => text(unbase64(push)).split("\n").slice(1, -1));
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Event];
    } catch {
      return [];
    }
  });
}

/** The files of a bundle whose bytes are what their name says. */
export async function filesOf(bundle: Bundle): Promise<[FileRef, Bytes][]> {
  const found = bundle.files.map(({ file, data }): [FileRef, Bytes] => [file, unbase64(data)]);
  const digests = await Promise.all(found.map(([, data]) => digest(data)));
  return found.filter(([file], i) => file.digest === digests[i]);
}

/** A QR code of version 20 at level M holds 666 bytes; this leaves room for its place in the row. */
const PART_CHARS = 600;

export type Part = { n: number; of: number; text: string };

/** Sealed bytes as a row of texts for QR codes: `TNX1/3:<base64>`; read in any order. */
export function parts(sealed: Uint8Array): Part[] {
  const whole = base64(sealed);
  const of = Math.max(1, Math.ceil(whole.length / PART_CHARS));
  return Array.from({ length: of }, (_, i) => ({
    n: i + 1,
    of,
    text: `TNX${i + 1}/${of}:${whole.slice(i * PART_CHARS, (i + 1) * PART_CHARS)}`,
  }));
}

/** The bytes behind scanned parts, or which are still missing. */
export function fromParts(texts: readonly string[]): Bytes | number[] {
  const found = new Map<number, string>();
  let of = 1;
  for (const scanned of texts) {
    const told = /^TNX(\d+)\/(\d+):([A-Za-z0-9+/=]*)$/.exec(scanned);
    if (!told) continue;
    of = Number(told[2]);
    found.set(Number(told[1]), told[3] ?? "");
  }
  const all = Array.from({ length: of }, (_, i) => i + 1);
  const missing = all.filter((n) => !found.has(n));
  return missing.length ? missing : unbase64(all.map((n) => found.get(n)).join(""));
}
