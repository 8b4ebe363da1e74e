/// <reference types="vite/client" />

declare module "*.svelte" {
  import type { Component } from "svelte";
  const component: Component<Record<string, unknown>>;
  export default component;
}

/** The address of a language's words, read while building. */
declare module "*?words" {
  const address: string;
  export default address;
}

declare module "*?base64" {
  const text: string;
  export default text;
}
