import { FluentResource } from "@fluent/bundle";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";

/** The consoles' words for fields and their values serve the tablet too. */
const BESIDE = ["fields.ftl", "values.ftl"];

/** `import address from "….ftl?words"`: the words read while building, kept as data beside the scripts and fetched as such. */
export function words(): Plugin {
  let isBuilding = false;
  return {
    name: "words",
    enforce: "pre",
    configResolved: (config) => void (isBuilding = config.command === "build"),
    load(id) {
      const path = asked(id, "?words");
      if (!path) return null;
      const paths = [path, ...BESIDE.map((name) => join(dirname(path), name))];
      const source = JSON.stringify(paths.flatMap((one) => new FluentResource(readFileSync(one, "utf8")).body));
      if (!isBuilding) return `export default ${JSON.stringify(`data:application/json,${encodeURIComponent(source)}`)};`;
      paths.forEach((one) => this.addWatchFile(one));
      const name = `words-${basename(dirname(path))}.json`;
      return `export default import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name, source })};`;
    },
  };
}

/** `import text from "….wasm?base64"`: a few kilobytes that no script should wait for. */
export function base64(): Plugin {
  return {
    name: "base64",
    enforce: "pre",
    load(id) {
      const path = asked(id, "?base64");
      return path ? `export default ${JSON.stringify(readFileSync(path, "base64"))};` : null;
    },
  };
}

const asked = (id: string, how: string): string => (id.endsWith(how) ? id.slice(0, -how.length) : "");
