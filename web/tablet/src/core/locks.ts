// One at a time, also across tabs: Web Locks where there are any, else a line within this page.

const lines = new Map<string, Promise<unknown>>();

/** Runs alone under a name, after whoever stands before it. */
export async function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks) return (await locks.request(name, run)) as T;
  const before = lines.get(name) ?? Promise.resolve();
  const turn = before.then(run, run);
  lines.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}
