import type { App } from "./api";

export function openApp(): App {
  throw new Error("not yet");
}
