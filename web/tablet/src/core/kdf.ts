// A key from what a person remembers. The small WebAssembly behind it lies within this very script.

import setupWasm from "argon2id/lib/setup.js";
import plain from "argon2id/dist/no-simd.wasm?base64";
import simd from "argon2id/dist/simd.wasm?base64";
import { unbase64, utf8, type Bytes } from "./bytes";

/** Argon2id as OWASP's password storage sheet asks at least: 19 MiB, two passes. */
export type Cost = { memory_kib: number; passes: number };
export const PIN_COST: Cost = { memory_kib: 19_456, passes: 2 };

const started = (wasm: string) => (imports: WebAssembly.Imports) => WebAssembly.instantiate(unbase64(wasm), imports);

export async function pinKey(pin: string, salt: Uint8Array, cost: Cost): Promise<Bytes> {
  const { memory_kib: memorySize, passes } = cost;
  // Set up anew each time: its memory goes with it.
  const argon2id = await setupWasm(started(simd), started(plain));
  return argon2id({ password: utf8(pin), salt, parallelism: 1, passes, memorySize, tagLength: 32 }) as Bytes;
}
