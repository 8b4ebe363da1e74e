// Whether there is room for photographs: they stop before records do. A browser does not tell how full the disk is, so a
// piece of it is held here by bytes that mean nothing, in a file of their own: photographs are taken only while it is
// held, and a record that finds no room has it let go.

import { chance } from "./bytes";

const NAME = "reserve";
const PLACE = "/tablet/reserve";
/** A torn log begun anew (`mend`) and the records of some days after it. */
const PIECES = 512;
const PIECE_BYTES = 65_536;
/** What the browser must still allow beside it. */
const KEPT_FREE_BYTES = 48_000_000;

/** Holds the reserve from here on; answers whether it is held. */
export async function hold(): Promise<boolean> {
  if (!globalThis.caches) return true;
  try {
    const opened = () => caches.open(NAME);
    // Not `match`: an answer in hand keeps the file from being freed. What met a full disk as it was opened stays broken
    // until it is begun anew.
    const held = await (await opened()).keys(PLACE).catch(() => caches.delete(NAME).then(() => []));
    if (held.length) return true;
    // By chance: nothing that the disk could pack.
    await (await opened()).put(PLACE, new Response(new Blob(Array<BlobPart>(PIECES).fill(chance(PIECE_BYTES)))));
    return true;
  } catch {
    // No room for it: what of it was written goes again.
    await letGo();
    return false;
  }
}

/** Gives the reserve up for something that matters more; whether there was one. */
export async function letGo(): Promise<boolean> {
  if (!globalThis.caches) return false;
  // Not the whole cache: on a full disk Chromium cannot write down that it is gone.
  return caches.open(NAME).then((kept) => kept.delete(PLACE)).catch(() => false);
}

/** Whether photographs may still be taken; where the browser does not tell what it allows, the reserve alone decides. */
export async function hasRoom(): Promise<boolean> {
  const told = await globalThis.navigator?.storage?.estimate?.().catch(() => undefined);
  if (told?.quota !== undefined && told.usage !== undefined && told.quota - told.usage <= KEPT_FREE_BYTES) return false;
  return hold();
}
