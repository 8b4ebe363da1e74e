// Sealing: AES-256-GCM with a fresh nonce, bound to what it is (associated data), so that no record passes for another.

import { chance, joined, utf8, type Bytes } from "./bytes";

const NONCE_BYTES = 12;

export async function keyOf(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw as Bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, plain: Uint8Array, bound: string): Promise<Bytes> {
  const iv = chance(NONCE_BYTES);
  const algorithm = { name: "AES-GCM", iv, additionalData: utf8(bound) };
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain as Bytes)));
}

/** The content behind `seal`; null when the key is another, or the bytes are damaged or belong elsewhere. */
export async function unseal(key: CryptoKey, sealed: Uint8Array, bound: string): Promise<Bytes | null> {
  const [iv, rest] = [sealed.slice(0, NONCE_BYTES), sealed.slice(NONCE_BYTES)];
  try {
    const algorithm = { name: "AES-GCM", iv, additionalData: utf8(bound) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, rest));
  } catch {
    return null;
  }
}
