/** What the office computed for one dossier (docs/protocol.md, Guides), as the screens read it. A field at its default may be missing. */
import type { FeeLine } from "../core/api";

export type StageId = "identity" | "lucidity" | "papers" | "photos" | "form" | "assent" | "fee";
export type MannerId = "signature" | "fingerprint" | "neither";
export type OutsideReason = "frail" | "disabled" | "custody" | "other";

export interface Both {
  vi: string;
  en: string;
}

export interface PaperAsked extends Both {
  id: string;
  need: "submit" | "show" | "not_needed";
  required?: boolean;
  why_vi?: string;
  why_en?: string;
}

export interface Photo extends Both {
  id: string;
  paper: string;
  required?: boolean;
}

export interface Manner extends Both {
  id: MannerId;
  wording_vi: string;
  wording_en: string;
  article?: string;
  expected?: boolean;
  witnesses?: number;
  witnesses_if_unable?: number;
  interpreter?: boolean;
  read_aloud?: boolean;
  finger_vi?: string;
  finger_en?: string;
}

export interface FormLine extends Both {
  id: string;
  value: string;
  value_en?: string;
}

export interface Outside {
  reasons: readonly (readonly [OutsideReason, string, string])[];
  reason?: OutsideReason | "";
  place?: string;
  article?: string;
}

export interface Fee {
  lines: readonly FeeLine[];
  full_dong: number;
  total_dong: number;
  exempt?: (Both & { source?: string }) | null;
}

export interface Guide extends Both {
  dossier: string;
  visit: string;
  code: string;
  procedure: string;
  version: string;
  basis?: string;
  mode: "A" | "B";
  at_home: "finish" | "receive";
  term_vi: string;
  term_en: string;
  /** How many sign, as the call settled it. */
  signers?: number;
  interpreter?: string;
  lucidity_flag?: boolean;
  custody?: boolean;
  steps: readonly (Both & { id: StageId; required?: boolean })[];
  papers: readonly PaperAsked[];
  photos: readonly Photo[];
  manners: readonly Manner[];
  form: readonly FormLine[];
  fee: Fee;
  outside?: Outside | null;
  refusals?: readonly (Both & { id: string; article: string })[];
}
