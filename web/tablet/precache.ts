import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function filesBelow(folder: string, prefix = ""): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}

/** Writes sw.js: the service worker with the list of everything that was built, under a name made of their content; and build.txt. */
export function precache(build: string): Plugin {
  return {
    name: "precache",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const plain = filesBelow(at("public"));
      const digest = createHash("sha256");
      for (const name of Object.keys(bundle).sort()) {
        const made = bundle[name]!;
        digest.update(name).update(made.type === "chunk" ? made.code : made.source);
      }
      for (const name of plain) digest.update(name).update(readFileSync(at(`public/${name}`)));
      const built = Object.keys(bundle).filter((name) => name !== "index.html" && name !== "core.js");
      const files = ["", ...built.sort(), ...plain].map((name) => `/tablet/${name}`);
      const source = readFileSync(at("src/sw.js"), "utf8")
        .replace("__VERSION__", `tablet-${digest.digest("hex").slice(0, 12)}`)
        .replace("__FILES__", JSON.stringify(files));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
      this.emitFile({ type: "asset", fileName: "build.txt", source: `${build}\n` });
    },
  };
}
