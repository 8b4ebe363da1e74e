// Several signers of one paper, as models/signers.py: who signs, and whether each was checked for themselves.

import type { Refused } from "./api";
import { refused } from "./refusal";
import type { Assent, Citizen, CoSigner, Guide, Visit } from "./said";

export const COSIGNERS_MAX = 20;

/** What makes two writings of a name one: blanks and capitals, as cards print them. Tones stay: Tú and Tư are two. */
export const nameKey = (name: string): string => name.toLowerCase().split(/\s+/u).filter(Boolean).join(" ");

/** Whether it is the person the visit is for who signs, by the name the office knows or that of the paper they showed. */
export function isOwn(visit: Visit, citizen: Citizen | null, signer: string): boolean {
  if (!citizen) return true;
  return [citizen.name, ...(visit.identity ? [visit.identity.name] : [])].map(nameKey).includes(nameKey(signer));
}

/** What was seen of one who signs beside the person. */
export const cosigner = (visit: Visit, name: string): CoSigner | undefined =>
  visit.cosigners.find((one) => nameKey(one.name) === nameKey(name));

/** How each signer of a dossier signed; said again, the latest word counts. */
export const lastOfEach = (visit: Visit, dossier: string): Assent[] => [
  ...new Map(visit.assents.filter((one) => one.dossier === dossier).map((one) => [nameKey(one.signer), one])).values(),
];

const asks = (guide: Guide, step: string): boolean => guide.steps.some((one) => one.id === step && one.required);

/** What must be checked of somebody before they sign: for who signs beside the person, what the procedure asks of all. */
export function unchecked(visit: Visit, guide: Guide, citizen: Citizen | null, signer: string): Refused | null {
  if (isOwn(visit, citizen, signer)) return null;
  const one = cosigner(visit, signer);
  if (asks(guide, "identity") && !one?.identity) return refused("signer_unchecked", "identity");
  if (asks(guide, "lucidity") && !one?.lucidity) return refused("signer_unchecked", "lucidity");
  return one?.lucidity && !one.lucidity.lucid ? refused("not_lucid", "signer") : null;
}

/** What is lacking of the signers of a dossier: one not checked, or fewer than were declared. */
export function missing(visit: Visit, guide: Guide, citizen: Citizen | null): Refused | null {
  if (!asks(guide, "assent")) return null;
  const signed = lastOfEach(visit, guide.dossier);
  for (const one of signed) {
    const no = unchecked(visit, guide, citizen, one.signer);
    if (no) return no;
  }
  return signed.length < guide.signers ? refused("signers_missing", `${signed.length}/${guide.signers}`) : null;
}
