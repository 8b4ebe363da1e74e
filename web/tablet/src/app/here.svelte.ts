/** What is on the tablet's one window now: whose vault is open, which screen, what the sync line says. */
import { openApp, isRefused, sentence, StoreFull } from "../core/api";
import type { Body, FileRef, OfficerCard, Refused, Sentence, SyncState, Tablet } from "../core/api";
import type { Step } from "../day/steps";

export type Screen =
  | { name: "loading" }
  | { name: "unfit" }
  | { name: "officers" }
  | { name: "enrol"; code?: string; again?: boolean }
  | { name: "pin"; vault: string }
  | { name: "day" }
  | { name: "visit"; id: string; step?: Step }
  | { name: "stop"; id: string; why?: string }
  | { name: "sync" }
  | { name: "settings" }
  | { name: "end" };

export const app = openApp();

class Here {
  tablet = $state.raw<Tablet | null>(null);
  sync = $state.raw<SyncState | null>(null);
  screen = $state.raw<Screen>({ name: "loading" });
  officers = $state.raw<OfficerCard[]>([]);
  /** Why the last touch was not done; shown until read. */
  refused = $state.raw<Sentence | null>(null);
  /** Something could not be written: nothing else matters until it can. */
  unsaved = $state(false);
  now_ms = $state(Date.now());
  private readonly revision = $derived(this.sync?.revision);

  /** The open tablet, for screens that exist only behind a PIN; reading it follows every change of what it holds. */
  get mine(): Tablet {
    void this.revision;
    if (!this.tablet) throw new Error("no officer is signed in");
    return this.tablet;
  }
}

export const here = new Here();

/** Shows a screen; the back key of the machine leads to the one before. */
export function go(screen: Screen, replace = false): void {
  here.refused = null;
  here.screen = screen;
  if (replace) history.replaceState(screen, "");
  else history.pushState(screen, "");
  window.scrollTo(0, 0);
}

export function refuse(why: Refused): void {
  here.refused = sentence(why.code);
}

let letGo: () => void = () => undefined;

/** The officer's vault is open: everything follows it until it is locked or left. */
export function adopt(tablet: Tablet): void {
  leave();
  here.tablet = tablet;
  tablet.run();
  letGo = tablet.state.subscribe((state) => {
    here.sync = state;
    here.now_ms = tablet.officeMs();
    if (state.gone === "revoked") void forgotten();
  });
}

/** Takes the hands off a vault, e.g. for another officer; behind its lock it goes on sending what it owes. */
export function leave(): void {
  letGo();
  here.tablet = null;
  here.sync = null;
}

async function forgotten(): Promise<void> {
  leave();
  await greet();
  here.refused = sentence("device_revoked");
}

/** Leaves the tablet for good; the screen says why not, where something exists only here. */
export async function signOut(): Promise<void> {
  if ((await kept(async () => (await here.mine.signOut()) ?? true)) === null) return;
  leave();
  await greet();
}

/** The screen for a tablet on which nobody is signed in. */
export async function greet(): Promise<void> {
  here.officers = await app.officers();
  // Somebody was quicker with their PIN: nothing is put up anew under their fingers.
  if (here.tablet) return;
  const [only, ...others] = here.officers;
  if (!only) go({ name: "enrol" }, true);
  else if (others.length) go({ name: "officers" }, true);
  else go({ name: "pin", vault: only.vault }, true);
}

/** Runs a piece of work that writes; answers nothing, and says why on the screen, when it was not done. */
export async function kept<T>(work: () => Promise<T | Refused>): Promise<T | null> {
  here.refused = null;
  try {
    const done = await work();
    here.unsaved = false;
    if (isRefused(done)) {
      refuse(done);
      return null;
    }
    return done as T;
  } catch (error) {
    if (!(error instanceof StoreFull)) throw error;
    here.unsaved = true;
    return null;
  }
}

/** Says what happened; true once it is on the disk for good. */
export async function say(body: Body): Promise<boolean> {
  return (await kept(() => here.mine.say(body))) !== null;
}

/** Keeps bytes and names them. */
export async function attach(data: Uint8Array, media: string, label: string): Promise<FileRef | null> {
  return kept(() => here.mine.attach(data, media, label));
}

/** Keeps half-done work of a screen. */
export async function keep(key: string, value: unknown): Promise<void> {
  await kept(async () => {
    await here.mine.keepDraft(key, value);
    return true;
  });
}
