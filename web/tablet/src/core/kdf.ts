// A key from what a person remembers. Loaded when needed: its wasm is most of its weight.

import { argon2id } from "hash-wasm";
import type { Bytes } from "./bytes";

/** Argon2id as OWASP's password storage sheet asks at least: 19 MiB, two passes. */
export type Cost = { memory_kib: number; passes: number };
export const PIN_COST: Cost = { memory_kib: 19_456, passes: 2 };

export async function pinKey(pin: string, salt: Uint8Array, cost: Cost): Promise<Bytes> {
  const { memory_kib: memorySize, passes: iterations } = cost;
  const asked = { password: pin, salt, parallelism: 1, memorySize, iterations, hashLength: 32 };
  return (await argon2id({ ...asked, outputType: "binary" })) as Bytes;
}
