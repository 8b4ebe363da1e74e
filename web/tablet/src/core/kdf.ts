// A key from what a person remembers. Loaded when needed: its wasm is most of its weight.

import { argon2id, scrypt } from "hash-wasm";
import { utf8, type Bytes } from "./bytes";

/** Argon2id as OWASP's password storage sheet asks at least: 19 MiB, two passes. */
export type Cost = { memory_kib: number; passes: number };
export const PIN_COST: Cost = { memory_kib: 19_456, passes: 2 };

export async function pinKey(pin: string, salt: Uint8Array, cost: Cost): Promise<Bytes> {
  const { memory_kib: memorySize, passes: iterations } = cost;
  const asked = { password: pin, salt, parallelism: 1, memorySize, iterations, hashLength: 32 };
  return (await argon2id({ ...asked, outputType: "binary" })) as Bytes;
}

/** The key of a rescue file (sync/rescue.py): scrypt, r 8, p 1. */
export async function passphraseKey(passphrase: string, salt: Uint8Array, costLog2: number): Promise<Bytes> {
  const asked = { password: utf8(passphrase), salt, costFactor: 2 ** costLog2, blockSize: 8, parallelism: 1 };
  return (await scrypt({ ...asked, hashLength: 32, outputType: "binary" })) as Bytes;
}
