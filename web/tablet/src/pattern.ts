/** A message as Fluent's own reader left it while building (imports.ts), filled in. What our words use, and no more. */

export type Args = Readonly<Record<string, string | number>>;
export type Pattern = string | readonly Piece[];
type Piece = string | { type: "var"; name: string } | Select;
type Select = { type: "select"; selector: { name: string }; variants: { key: { value: string | number }; value: Pattern }[]; star: number };
export type Message = { id: string; value: Pattern };

export function filledIn(pattern: Pattern, args: Args, language: string): string {
  if (typeof pattern === "string") return pattern;
  return pattern.map((piece) => (typeof piece === "string" ? piece : piece.type === "var" ? plain(args[piece.name] ?? "", language) : chosen(piece, args, language))).join("");
}

/** Whole numbers below a thousand are written alike in both languages; making a writer of numbers costs far more than writing. */
const plain = (value: string | number, language: string): string =>
  typeof value === "string" || (Math.abs(value) < 1000 && Number.isInteger(value)) ? String(value) : new Intl.NumberFormat(language).format(value);

const plurals: Record<string, Intl.PluralRules> = {};

function chosen({ selector, variants, star }: Select, args: Args, language: string): string {
  const given = args[selector.name] ?? "";
  const plural = typeof given === "number" ? (plurals[language] ??= new Intl.PluralRules(language)).select(given) : given;
  const fits = variants.find(({ key }) => key.value === given) ?? variants.find(({ key }) => key.value === plural) ?? variants[star];
  return fits ? filledIn(fits.value, args, language) : "";
}
