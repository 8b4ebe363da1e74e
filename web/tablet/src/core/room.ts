// Whether there is room for photographs: they stop before records do.

/** What is kept free for records: a day's events are far less. */
const KEPT_FREE_BYTES = 48_000_000;

/** Whether photographs may still be taken; where the browser does not tell, they may. */
export async function hasRoom(): Promise<boolean> {
  const told = await globalThis.navigator?.storage?.estimate?.().catch(() => undefined);
  if (told?.quota === undefined || told.usage === undefined) return true;
  return told.quota - told.usage > KEPT_FREE_BYTES;
}
