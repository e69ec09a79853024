import { type CheckFault, checkLedger } from '../queries/check.js';
import type { Context } from './context.js';
import type { Words } from './output.js';
import { Progress } from './progress.js';

const RULE_WORDS: Record<CheckFault['rule'], Words> = {
  unreadable: { id: 'tidak terbaca', en: 'cannot be read' },
  hash: { id: 'isinya bukan yang disegel', en: 'is not what was sealed' },
  form: { id: 'bukan bentuk kanonik', en: 'is not in canonical form' },
  place: { id: 'tidak pada tempatnya', en: 'is not in its place' },
  chain: { id: 'tidak terangkai dengan peristiwa sebelumnya', en: 'is not chained to the event before it' },
  time: { id: 'waktunya mundur', en: 'goes back in time' },
  history: { id: 'bertentangan dengan peristiwa sebelumnya', en: 'contradicts the events before it' },
  missing: { id: 'yang sudah dinyatakan tercatat hilang', en: 'what was acknowledged is missing' },
  totals: { id: 'jumlahnya tidak cocok', en: 'does not sum up' },
};

/** `renja check`: verifies every event of the ledger. Returns whether all of it is as it was sealed. */
export async function checkCommand(context: Context): Promise<boolean> {
  const progress = new Progress(context, { id: 'Memeriksa', en: 'Checking' });
  const checked = await context
    .withStore((store) => checkLedger(store, (done, total) => progress.at(done, total)))
    .finally(() => progress.stop());
  const { events, streams, faults } = checked;
  if (context.format === 'json') context.out(JSON.stringify(checked, null, 2));
  else {
    for (const { position, stream, revision, rule, detail } of faults)
      context.out(
        `${position === null ? '-' : `@${position}`}  ${stream} #${revision ?? '-'}  ${rule}: ${context.words(RULE_WORDS[rule])} (${detail})`,
      );
    context.out(
      context.words(
        faults.length === 0
          ? {
              id: `Utuh: ${events} peristiwa dalam ${streams} aliran; rantai, nilai sebelum/sesudah, dan jumlah cocok.`,
              en: `Intact: events ${events}, streams ${streams}; chains, before/after values and totals hold.`,
            }
          : {
              id: `${faults.length} kerusakan ditemukan. Pulihkan dari cadangan, dan simpan berkas ini sebagai bukti.`,
              en: `Faults found: ${faults.length}. Restore from a backup, and keep this file as evidence.`,
            },
      ),
    );
  }
  return faults.length === 0;
}
