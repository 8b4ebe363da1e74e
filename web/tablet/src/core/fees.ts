// What a dossier costs, from the numbers the office sent: no amount and no rule of law is written here.

export type FeeRule = {
  per: "case" | "document" | "page" | "free";
  dong: number;
  full_pages?: number;
  next_page_dong?: number;
  copy_dong_max?: number;
};

export type Quantity = { pages?: number; copies?: number; documents?: number; cases?: number };

/** The fee of one certified copy of an original of so many pages. */
export function copyDong(rule: FeeRule, pages: number): number {
  const full = Math.min(pages, rule.full_pages ?? 0);
  const more = Math.max(pages - (rule.full_pages ?? 0), 0);
  return Math.min(full * rule.dong + more * (rule.next_page_dong ?? 0), rule.copy_dong_max ?? Infinity);
}

/** What is due, and what it would be without exemption; an exemption is rounded down in favour of the citizen. */
export function due(rule: FeeRule, asked: Quantity, percent = 0): { total_dong: number; full_dong: number } {
  const { pages = 1, copies = 1, documents = 1, cases = 1 } = asked;
  const full_dong =
    rule.per === "page"
      ? copyDong(rule, pages) * copies
      : rule.dong * (rule.per === "document" ? documents : cases);
  return { total_dong: Math.floor((full_dong * (100 - percent)) / 100), full_dong };
}

/** The sum of fee lines. */
export const sum = (lines: readonly { amount_dong: number }[]): number =>
  lines.reduce((total, line) => total + line.amount_dong, 0);
