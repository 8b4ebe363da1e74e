// How a tablet reaches the office: over HTTPS, with `fetch`. It says one of three things: an answer, `Away` (nothing is
// known of what became of the call), or `Rejected` (the whole call is refused, with a code). As sync/wire.py.

import { base64, sha256, utf8, type Bytes } from "./bytes";
import type { FileRef } from "./said";
import { Away, Rejected } from "./trouble";

export const CHUNK_BYTES = 262_144;
const TIMEOUT_MS = 60_000;
/** Heartbeats come every 20 seconds: a stream as silent as this is dead. */
const SILENCE_MS_MAX = 60_000;
const AGAIN: ReadonlySet<number> = new Set([401, 408, 425, 429]);
const TUS = { "Tus-Resumable": "1.0.0" };

export type Answer<T> = { told: T; headers: Headers };
export type Enrolled = { device: string; token: string; unit: string; officer: string; name: string; now_ms: number };

export interface Wire {
  enrol(ask: object): Promise<Enrolled>;
  push(token: string, body: string): Promise<unknown>;
  pull(token: string, cursor: string): Promise<unknown>;
  /** The guides' text, or "" when they are still those of the tag. */
  guides(token: string, tag: string): Promise<string>;
  /** Answers once the office has every byte; tells how far it came meanwhile. */
  upload(token: string, file: FileRef, data: Uint8Array, reached: (bytes: number) => void): Promise<void>;
  /** Rings whenever something may be new, until the signal; ends when the office ends it. */
  live(token: string, signal: AbortSignal, ring: () => void): Promise<void>;
}

type Asked = { method?: string; token?: string; headers?: Record<string, string>; body?: BodyInit; signal?: AbortSignal };

export class HttpWire implements Wire {
  constructor(
    private readonly office: string,
    private readonly call: typeof fetch = (...args) => fetch(...args),
  ) {}

  async enrol(ask: object): Promise<Enrolled> {
    const headers = { "Content-Type": "application/json" };
    return this.json<Enrolled>(
      await this.ask("/sync/enrol", { method: "POST", headers, body: JSON.stringify(ask) }),
      ["device", "token", "unit", "officer", "now_ms"],
    );
  }

  async push(token: string, body: string): Promise<unknown> {
    const { packed, coding } = await pack(utf8(body));
    const headers = { "Content-Type": "application/x-ndjson", ...coding };
    return this.json(await this.ask("/sync/push", { method: "POST", token, headers, body: packed }), [
      "receipts",
      "expect",
      "now_ms",
    ]);
  }

  async pull(token: string, cursor: string): Promise<unknown> {
    const query = new URLSearchParams({ cursor });
    return this.json(await this.ask(`/sync/pull?${query}`, { token }), ["changed", "gone", "cursor", "now_ms"]);
  }

  async guides(token: string, tag: string): Promise<string> {
    const headers: Record<string, string> = tag ? { "If-None-Match": `"${tag}"` } : {};
    const answer = await this.ask("/sync/guides", { token, headers });
    if (answer.status === 304) return "";
    return JSON.stringify(await this.json(answer, ["tag", "guides"]));
  }

  async upload(token: string, file: FileRef, data: Uint8Array, reached: (bytes: number) => void): Promise<void> {
    const begun = await this.begin(token, file);
    const place = header(begun, "Location");
    let offset = Number(begun.headers.get("Upload-Offset") ?? "0");
    reached(offset);
    while (offset < data.length) {
      const chunk = data.slice(offset, offset + CHUNK_BYTES) as Bytes;
      const headers = {
        ...TUS,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(offset),
        "Upload-Checksum": `sha256 ${base64(await sha256(chunk))}`,
      };
      const answer = await this.ask(place, { method: "PATCH", token, headers, body: chunk });
      const at = Number(header(answer, "Upload-Offset"));
      if (!(at > offset)) throw new Away(`an upload that stands still at ${offset}`);
      offset = at;
      reached(offset);
    }
  }

  private async begin(token: string, file: FileRef): Promise<Response> {
    const named = { digest: file.digest, filetype: file.media_type };
    const told = Object.entries(named).map(([key, value]) => `${key} ${base64(utf8(value))}`);
    const headers = { ...TUS, "Upload-Length": String(file.length_bytes), "Upload-Metadata": told.join(",") };
    return this.ask("/files/", { method: "POST", token, headers });
  }

  async live(token: string, signal: AbortSignal, ring: () => void): Promise<void> {
    const answer = await this.ask("/sync/live", { token, signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const silent = setTimeout(() => void reader?.cancel(), SILENCE_MS_MAX);
      const { done, value } = (await reader?.read()) ?? { done: true, value: "" };
      clearTimeout(silent);
      if (done) return;
      if (value.includes("event: ring")) ring();
    }
  }

  private async json<T>(answer: Response, fields: readonly string[]): Promise<T> {
    // A hotel's sign-in page also says 200.
    const told: unknown = await answer.json().catch(() => null);
    const known = typeof told === "object" && told !== null && fields.every((field) => field in told);
    if (!known) throw new Away("an answer that is not the office's");
    return told as T;
  }

  private async ask(path: string, { method = "GET", token, headers = {}, body, signal }: Asked): Promise<Response> {
    const url = new URL(path, `${this.office}/`);
    if (url.origin !== new URL(this.office).origin) throw new Rejected("bad_call", "an address elsewhere");
    const init: RequestInit = {
      method,
      headers: token ? { Authorization: `Bearer ${token}`, ...headers } : headers,
      signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    };
    if (body !== undefined) init.body = body;
    let answer: Response;
    try {
      answer = await this.call(url, init);
    } catch (error) {
      throw new Away(String(error), 0, { cause: error });
    }
    if (answer.ok || answer.status === 304) return answer;
    return refuse(answer);
  }
}

async function refuse(answer: Response): Promise<never> {
  const said = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
  if (AGAIN.has(answer.status) || answer.status >= 500)
    throw new Away(`HTTP ${answer.status}`, Number(answer.headers.get("Retry-After")) || 0);
  // A proxy's or a hotel's page: our office always says why.
  if (!said.code) throw new Away(`HTTP ${answer.status} without a code`);
  throw new Rejected(said.code, said.detail ?? `HTTP ${answer.status}`);
}

function header(answer: Response, name: string): string {
  const told = answer.headers.get(name);
  if (told === null) throw new Away(`an answer without ${name}`);
  return told;
}

const PACKED_BYTES_MIN = 2_000;

async function pack(plain: Bytes): Promise<{ packed: Bytes; coding: Record<string, string> }> {
  if (plain.length < PACKED_BYTES_MIN || typeof CompressionStream === "undefined") return { packed: plain, coding: {} };
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  return { packed: new Uint8Array(await new Response(stream).arrayBuffer()), coding: { "Content-Encoding": "gzip" } };
}
