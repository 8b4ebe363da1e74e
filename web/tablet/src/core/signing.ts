// The device's word: ECDSA on P-256 with SHA-256, r and s side by side (IEEE P1363), as WebCrypto makes it.

import { base64url, digest, hex, utf8, type Bytes } from "./bytes";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };

/** A fresh key: its public point as it is enrolled, and its private half to be sealed (PKCS #8). */
export async function makeKey(): Promise<{ public_key: string; private_key: Bytes }> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { public_key: hex(point), private_key: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)) };
}

/** The private half, in memory only: a key kept by the browser would lie in clear on its disk. */
export async function signer(private_key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", private_key as Bytes, CURVE, false, ["sign"]);
}

export const signedText = (device: string, last: string): string => `tannha push 1\n${device}\n${last}`;

export async function sign(key: CryptoKey, text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(SIGN, key, utf8(text))));
}

export const lineDigest = (line: string): Promise<string> => digest(utf8(line));
