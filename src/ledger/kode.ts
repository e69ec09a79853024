/** The five levels of a Renja, highest first. Only a sub kegiatan carries money; every higher figure is a sum. */
export const LEVELS = ['urusan', 'bidang', 'program', 'kegiatan', 'subkegiatan'] as const;
/** How high in the tree a row stands; only a sub kegiatan carries money. */
export type Level = (typeof LEVELS)[number];

/**
 * The lowest level of a year's budget, which holds the pagu. Sub kegiatan came with Permendagri 90/2019, which budgets
 * follow from 2021 on [check].
 */
export const lowestLevel = (tahun: number): Level => (tahun < 2021 ? 'kegiatan' : 'subkegiatan');

/** The level that a row's parent must have; null for an urusan, which has none. */
export const levelAbove = (level: Level): Level | null => LEVELS[LEVELS.indexOf(level) - 1] ?? null;

/** How many digits each part of a code has: urusan.bidang.program.kegiatan (two parts).sub kegiatan (two or four). */
const DIGITS = [1, 2, 2, 1, 2, 2];
const WRITTEN = /^\d+(?:\.\d+)*\.?$/;

/**
 * The canonical form of a code as written, for comparing and searching only: `2.17.1.2.02.` → `2.17.01.2.02`.
 * A code is not an identity: rows share codes and stand under other parents than their code says.
 * @returns null where the text is blank or no code.
 */
export function canonicalKode(written: string): string | null {
  const text = written.trim();
  if (!WRITTEN.test(text)) return null;
  const parts = text.replace(/\.$/, '').split('.');
  return parts.map((part, i) => part.padStart(DIGITS[i] ?? 0, '0')).join('.');
}

/** The level that a canonical code speaks of by its number of parts, or null where it speaks of none. */
export function levelOfKode(kode: string): Level | null {
  const byParts: Record<number, Level> = { 1: 'urusan', 2: 'bidang', 3: 'program', 5: 'kegiatan', 6: 'subkegiatan' };
  return byParts[kode.split('.').length] ?? null;
}
