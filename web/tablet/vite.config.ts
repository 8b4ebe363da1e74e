import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { base64, words } from "./imports.ts";
import { precache } from "./precache.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const APP = /\/src\/(?!main|day\/reader|core\/(rescue|passphrase))|\/(svelte|idb|argon2id|signature_pad)\//;
const RESCUE = /\/(@noble|uqr)\/|core\/(rescue|passphrase)/;

/** The name of a build: told by whoever makes one; the office hands it out beside the page, so that older tablets are known. */
const BUILD = process.env["TANNHA_BUILD"] ?? "dev";

export default defineConfig({
  root: at("."),
  base: "/tablet/",
  define: { __BUILD__: JSON.stringify(BUILD) },
  plugins: [words(), base64(), svelte({ compilerOptions: { discloseVersion: false } }), precache(BUILD)],
  build: {
    target: "es2022",
    outDir: at("../../server/built/tablet"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // core.js is what the screens stand on, under a name of its own: tests drive it on the real page.
      input: { index: at("index.html"), core: at("src/core/api.ts") },
      preserveEntrySignatures: "exports-only",
      output: {
        entryFileNames: (chunk) => (chunk.name === "core" ? "core.js" : "assets/[name]-[hash].js"),
        // Few large scripts pack smaller than many small ones. Whoever scans or rescues loads the rest.
        codeSplitting: {
          groups: [
            { name: "app", test: APP, priority: 2 },
            { name: "rescue", test: RESCUE, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/sync": "http://127.0.0.1:8000", "/files": "http://127.0.0.1:8000" }, fs: { allow: [at("../..")] } },
  test: { include: ["tests/**/*.test.ts"], environment: "node", testTimeout: 60_000, server: { deps: { inline: ["argon2id"] } } },
});
