// The order of Vietnamese names in lists, as models/text.py and the office's lists have it.

import { fold, nfc } from "./text";

const ALPHABET =
  "0:b0 1:b1 2:b2 3:b3 4:b4 5:b5 6:b6 7:b7 8:b8 9:b9 a:c0 ă:c1 â:c2 b:d0 c:e0 d:f0 đ:f1 ð:f1 e:g0 ê:g1 " +
  "f:h0 g:i0 h:j0 i:k0 j:l0 k:m0 l:n0 m:o0 n:p0 o:q0 ô:q1 ơ:q2 p:r0 q:s0 r:t0 s:u0 t:v0 u:w0 ư:w1 v:x0 " +
  "w:x1 x:y0 y:z0 z:z1";
const LETTERS = new Map(ALPHABET.split(" ").map((pair) => [pair.charAt(0), pair.slice(2)]));
const TONES = { "": "", "\u0300": "a1", "\u0309": "a2", "\u0303": "a3", "\u0301": "a4", "\u0323": "a5" };

function symbols(): Map<string, readonly [string, string]> {
  const made = new Map<string, readonly [string, string]>();
  for (const [letter, code] of LETTERS)
    for (const [tone, mark] of Object.entries(TONES)) {
      const whole = nfc(letter + tone);
      if (whole.length === 1) made.set(whole, [code, mark]);
    }
  return made;
}

const SYMBOLS = symbols();

function foreign(c: string): readonly [string, string] {
  const bare = fold(c);
  if (bare && Array.from(bare).every((one) => LETTERS.has(one)))
    return [Array.from(bare, (one) => LETTERS.get(one)).join(""), ""];
  if (!/[\p{L}\p{N}]/u.test(c)) return ["", ""];
  const digits = String(c.codePointAt(0)).padStart(7, "0");
  return ["z9" + Array.from(digits, (digit) => `b${digit}`).join(""), ""];
}

function partKey(syllables: readonly string[]): string {
  const letters: string[] = [];
  const tones: string[] = [];
  for (const syllable of syllables) {
    if (letters.length) letters.push("a1");
    let tone = "a0";
    for (const c of syllable) {
      const [code, mark] = SYMBOLS.get(c) ?? foreign(c);
      letters.push(code);
      tone = mark || tone;
    }
    tones.push(tone);
  }
  return [...letters, "a0", ...tones].join("");
}

/** Where a person stands in a Vietnamese list: given name, then family name, then the names between. */
export function nameKey(name: string): string {
  const syllables = nfc(name).toLowerCase().split(/\s+/u).filter(Boolean);
  if (!syllables.length) return "";
  const family = syllables.length > 1 ? syllables.slice(0, 1) : [];
  return partKey(syllables.slice(-1)) + partKey(family) + partKey(syllables.slice(1, -1));
}
