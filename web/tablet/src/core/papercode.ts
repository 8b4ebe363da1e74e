// The code on a printed paper, as models/paper_code.py makes it: seven signs of chance and one that checks them.

const ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHANCE_SIGNS = 7;

/** A new code from at least 8 bytes of chance. */
export function paperCode(chance: Uint8Array): string {
  if (chance.length < 8) throw new RangeError("a code needs at least 8 bytes of chance");
  let left = 0n;
  for (const byte of chance) left = (left << 8n) | BigInt(byte);
  const signs: number[] = [];
  for (let i = 0; i < CHANCE_SIGNS; i++) {
    signs.push(Number(left % 31n));
    left /= 31n;
  }
  return written([...signs, check(signs)].map((sign) => ALPHABET.charAt(sign)).join(""));
}

/** The code behind what somebody typed or read out, or null when it cannot be one. */
export function readCode(heard: string): string | null {
  const text = heard.toUpperCase().replace(/[\s.–-]/gu, "").replace(/[IL]/g, "1");
  const signs = Array.from(text, (sign) => ALPHABET.indexOf(sign));
  if (signs.length !== CHANCE_SIGNS + 1 || signs.includes(-1)) return null;
  return signs[CHANCE_SIGNS] === check(signs.slice(0, -1)) ? written(text) : null;
}

const written = (text: string): string => `${text.slice(0, 4)}-${text.slice(4)}`;

const check = (signs: readonly number[]): number => signs.reduce((sum, sign, i) => sum + sign * (i + 2), 0) % 31;
