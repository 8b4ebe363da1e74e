// What the machine tells of itself: how full its battery is, and how much the browser would still let the tablet keep.

export type Machine = { battery?: number; free_bytes?: number };

type Powered = { getBattery?: () => Promise<{ level: number }> };

/** What can be known; a browser that does not tell is no trouble. */
export async function machine(): Promise<Machine> {
  const here = globalThis.navigator as (Navigator & Powered) | undefined;
  const battery = await here?.getBattery?.().catch(() => undefined);
  const room = await here?.storage?.estimate?.().catch(() => undefined);
  const told: Machine = {};
  if (battery) told.battery = Math.round(battery.level * 100);
  // Never more than this is free; a browser does not tell how full the disk itself is.
  if (room?.quota !== undefined && room.usage !== undefined) told.free_bytes = Math.max(0, room.quota - room.usage);
  return told;
}
