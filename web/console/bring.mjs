// Brings the consoles' pinned scripts and styles from npm's folder to where the server serves them; changes none of them.
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const from = createRequire(import.meta.url);
const engine = dirname(fileURLToPath(import.meta.resolve("maplibre-gl")));
const to = join(dirname(fileURLToPath(import.meta.url)), "../../server/built/console");
const brought = {
  "htmx.min.js": from.resolve("htmx.org/dist/htmx.min.js"),
  "hx-sse.min.js": from.resolve("htmx.org/dist/ext/hx-sse.min.js"),
  "pico.classless.min.css": from.resolve("@picocss/pico/css/pico.classless.min.css"),
  "maplibre-gl.mjs": join(engine, "maplibre-gl.mjs"),
  "maplibre-gl-worker.mjs": join(engine, "maplibre-gl-worker.mjs"),
  "maplibre-gl.css": join(engine, "maplibre-gl.css"),
};

mkdirSync(to, { recursive: true });
for (const [name, file] of Object.entries(brought)) copyFileSync(file, join(to, name));
