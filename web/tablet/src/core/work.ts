// What the sync page and the status line show of the work on this tablet.

import type { FileState, Held, Item, Sentence } from "./api";
import { utf8 } from "./bytes";
import type { Kind } from "./fold";
import { heldWork } from "./outbox";
import { sentence } from "./refusal";
import { allSpoken, thing, type Parcel, type Receipt, type Spoken } from "./replica";
import type { Conflict, Hold } from "./said";
import { filledState } from "./shape";
import type { Maps } from "./shelf";
import { eventOf, View, visitIn } from "./view";

/** The receipt's own sentences where it brings any: a newer office knows codes this program does not. */
function told(receipt: Receipt | null): Sentence | null {
  if (!receipt?.code) return null;
  const plain = sentence(receipt.code);
  const { vi = plain.vi, en = plain.en, next_vi = plain.next_vi, next_en = plain.next_en } = receipt;
  return { vi, en, next_vi, next_en, mender: receipt.mender ?? plain.mender };
}

function fileState(file: Parcel, reached: ReadonlyMap<string, number>): FileState {
  return {
    digest: file.digest,
    label: file.label ?? "",
    media_type: file.media_type,
    bytes: file.length_bytes,
    sent_bytes: file.confirmed_ms ? file.length_bytes : Math.max(file.sent_bytes, reached.get(file.digest) ?? 0),
    confirmed: file.confirmed_ms > 0,
    tries: file.tries,
    reason: file.reason,
  };
}

function stateOf(said: Spoken, file: FileState | null): Item["state"] {
  if (!said.sent) return "waiting";
  const { outcome } = said;
  if ((outcome === "parked" || outcome === "refused" || outcome === "conflict") && !said.shut_ms) return outcome;
  return file && !file.confirmed ? "waiting" : "sent";
}

/** Everything said here that is still kept, newest first. */
export function items(maps: Maps, reached: ReadonlyMap<string, number>): Item[] {
  return allSpoken(maps)
    .map((said): Item => {
      const { body } = eventOf(said);
      const parcel = "file" in body && body.file ? maps.files.get(body.file.digest) : undefined;
      const file = parcel ? fileState(parcel, reached) : null;
      return {
        event: said.id,
        n: said.n,
        kind: body.kind,
        about: said.about,
        subject: said.subject,
        visit: visitIn(body),
        said_ms: said.said_ms,
        bytes: utf8(said.line).length + (file?.bytes ?? 0),
        state: stateOf(said, file),
        code: said.receipt?.code ?? "",
        sentence: told(said.receipt),
        file,
      };
    })
    .reverse();
}

const CONFLICT: Sentence = {
  vi: "Người khác đã sửa cùng mục này; cả hai giá trị đều được giữ.",
  en: "Somebody else has changed the same field; both values are kept.",
  next_vi: "Người phụ trách sẽ chọn; bạn làm tiếp.",
  next_en: "A supervisor chooses; go on with your work.",
  mender: "supervisor",
};

export function held(maps: Maps, view: View): Held[] {
  return heldWork(maps, view).map((said) => {
    const kept = thing(maps, "hold", said.id);
    const hold = kept ? (filledState("hold", kept.state) as Hold) : null;
    const state = view.slot(said.about as Kind, said.subject)?.state as { conflicts?: readonly Conflict[] } | undefined;
    const { body } = eventOf(said);
    return {
      event: said.id,
      kind: body.kind,
      about: said.about,
      subject: said.subject,
      body,
      outcome: said.outcome as Held["outcome"],
      code: said.receipt?.code ?? "",
      detail: said.receipt?.detail ?? "",
      sentence: told(said.receipt) ?? CONFLICT,
      settled: hold?.settled ?? "",
      reason: hold?.reason ?? "",
      conflicts: (state?.conflicts ?? []).filter((one) => one.event === said.id),
    };
  });
}
