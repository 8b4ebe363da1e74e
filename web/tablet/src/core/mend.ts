// A browser's database writes a log; where a disk was full or the power went, its last record is torn. Chromium goes on
// writing behind the tear, and finds at its next start a damaged log: then it throws everything away (seen with a full
// disk, freed, and a restart). Enough written at once makes it begin a new log, and the torn one is never read again.

import { deleteDB, openDB } from "idb";
import { chance } from "./bytes";

const NAME = "tannha-mend";
/** More than the 4 MB that Chromium's LevelDB gathers before it begins a new log; pieces small enough to lie in it. */
const PIECES = 180;
const PIECE_BYTES = 30_000;

/** Makes the browser begin a new log; throws what the browser throws when even that cannot be written. */
export async function mend(): Promise<void> {
  const db = await openDB(NAME, 1, { upgrade: (made) => void made.createObjectStore("pieces") });
  try {
    const tx = db.transaction("pieces", "readwrite", { durability: "strict" });
    const piece = chance(PIECE_BYTES);
    const asked: Promise<unknown>[] = Array.from({ length: PIECES }, (_, i) => {
      piece[i] = i;
      return tx.store.put(piece, i);
    });
    await Promise.all([...asked, tx.done]);
  } finally {
    db.close();
  }
  await deleteDB(NAME);
}
