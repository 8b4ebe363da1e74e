// The key of a rescue file (sync/rescue.py): scrypt, r 8, p 1. Loaded only when work is carried by hand.

import { scryptAsync } from "@noble/hashes/scrypt.js";
import { utf8, type Bytes } from "./bytes";

export async function passphraseKey(passphrase: string, salt: Uint8Array, costLog2: number): Promise<Bytes> {
  const asked = { N: 2 ** costLog2, r: 8, p: 1, dkLen: 32, maxmem: 2 ** (costLog2 + 11) };
  return (await scryptAsync(utf8(passphrase), salt, asked)) as Bytes;
}
