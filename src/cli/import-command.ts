import { type Imported, importDocument } from '../import/import.js';
import { type ImportReport, reportOf } from '../import/import-report.js';
import { type OfficeDocument, readOfficeDocument } from '../import/office-document.js';
import { printRupiah } from '../ledger/rupiah.js';
import type { EventStore } from '../store/event-store.js';
import { whoIsThere } from './actor.js';
import type { Context } from './context.js';
import type { Words } from './output.js';
import { Progress } from './progress.js';
import { counted } from './words.js';

/** `renja import`: an office's document by its manifest. */
export async function importCommand(
  context: Context,
  manifest: string,
  { dryRun = false }: { dryRun?: boolean },
): Promise<void> {
  const document = await readOfficeDocument(manifest);
  const { typedBy } = document.manifest.actors;
  // Those whom the document names count as long as nobody signs in.
  const { proved: signedIn = null } = await whoIsThere(context, undefined, () => typedBy.toActor());
  const work = async (store: EventStore | null, dry: boolean): Promise<Imported> => {
    const progress = new Progress(context, { id: 'Mengimpor', en: 'Importing' });
    const onProgress = (done: number, total: number, step: string) => progress.at(done, total, step);
    return importDocument(store, document, { signedIn, dryRun: dry, now: () => new Date(), onProgress }).finally(() =>
      progress.stop(),
    );
  };
  // Where there is no ledger yet, none is made by a dry run, nor by a document that the rules refuse.
  const tried = context.hasLedger() ? null : await work(null, true);
  const imported =
    dryRun && tried ? tried : await context.withStore((store) => work(store, dryRun), { create: !dryRun });
  const report = reportOf(document);
  if (context.format === 'json') {
    const { steps, written, waitingFor } = imported;
    const renjaId = document.manifest.renja;
    context.out(JSON.stringify({ renjaId, dryRun, written, waitingFor, steps, report }, null, 2));
    return;
  }
  const outcome = outcomeLine(context, document, imported, dryRun);
  context.out([...reportLines(context, report), '', ...outcome, ...waitingLine(context, imported)].join('\n'));
}

/** Four eyes: whoever typed the document in does not approve it as well. */
const waitingLine = (context: Context, { waitingFor }: Imported): string[] =>
  waitingFor === null
    ? []
    : [
        context.words({
          id: `Menunggu ${waitingFor}: akun lain dengan peran approver atau verifier menjalankan impor yang sama.`,
          en: `Waiting for ${waitingFor}: another account, with the role approver or verifier, runs the same import.`,
        }),
      ];

function outcomeLine(
  context: Context,
  { manifest: { renja } }: OfficeDocument,
  { steps, written, waitingFor }: Imported,
  dryRun: boolean,
): string[] {
  const planned = steps.filter(({ done }) => !done);
  const events = planned.reduce((n, step) => n + step.events, 0);
  const list = planned.map(({ step, events: n }) => `${step} (${n})`).join(', ');
  if (planned.length === 0)
    return waitingFor !== null
      ? []
      : [
          context.words({
            id: `${renja} sudah diimpor dari dokumen ini; tidak ada yang berubah.`,
            en: `${renja} has been imported from this document already; nothing changed.`,
          }),
        ];
  return [
    context.words(
      dryRun
        ? {
            id: `Uji coba, tidak ada yang ditulis. ${renja} akan menerima ${events} peristiwa: ${list}.`,
            en: `Dry run, nothing was written. ${renja} would receive ${counted(events, 'event')}: ${list}.`,
          }
        : {
            id: `${renja}: ${written} peristiwa dicatat: ${list}.`,
            en: `${renja}: ${counted(written, 'event')} recorded: ${list}.`,
          },
    ),
  ];
}

/** The report in words, a line for each thing that was counted. */
function reportLines(context: Context, report: ImportReport): string[] {
  const { rows, changes, objectives } = report;
  const say = (words: Words): string => context.words(words);
  const table = report.report;
  return [
    say({
      id: `T-C.33   ${rows.total} baris: ${rows.urusan} urusan, ${rows.bidang} bidang, ${rows.program} program, ${rows.kegiatan} kegiatan, ${rows.subkegiatan} sub kegiatan${report.notPrinted ? `; ${report.notPrinted} induk tidak tercetak` : ''}`,
      en: `T-C.33   ${counted(rows.total, 'row')}: ${rows.urusan} urusan, ${rows.bidang} bidang, ${rows.program} program, ${rows.kegiatan} kegiatan, ${rows.subkegiatan} sub kegiatan${report.notPrinted ? `; ${counted(report.notPrinted, 'parent')} not printed` : ''}`,
    }),
    say({
      id: `         pagu ${printRupiah(report.pagu)} + tambahan ${printRupiah(report.tambahan)} = jumlah ${printRupiah(report.jumlah)}`,
      en: `         pagu ${printRupiah(report.pagu)} + change ${printRupiah(report.tambahan)} = total ${printRupiah(report.jumlah)}`,
    }),
    say({
      id: `         ${report.rowSums} jumlah baris dan ${report.parentSums} jumlah induk cocok`,
      en: `         ${report.rowSums} row sums and ${report.parentSums} parent sums hold`,
    }),
    say({
      id: `P-APBD   ${changes.changed} sub kegiatan berubah: ${changes.up.count} naik (${printRupiah(changes.up.amount)}), ${changes.down.count} turun (${printRupiah(changes.down.amount)}), ${changes.same} tetap; ${changes.targets} target berubah`,
      en: `P-APBD   ${changes.changed} sub kegiatan change: ${changes.up.count} up (${printRupiah(changes.up.amount)}), ${changes.down.count} down (${printRupiah(changes.down.amount)}), ${changes.same} stay; ${changes.targets === 1 ? '1 target changes' : `${changes.targets} targets change`}`,
    }),
    say({
      id: `3.1      ${objectives.tujuan} tujuan, ${objectives.sasaran} sasaran, ${objectives.indikator} indikator, ${objectives.changed} berubah; ${objectives.wrappedCells} sel terlipat disambung`,
      en: `3.1      ${objectives.tujuan} tujuan, ${objectives.sasaran} sasaran, ${counted(objectives.indikator, 'indicator')}, ${objectives.changed} changed; ${counted(objectives.wrappedCells, 'wrapped cell')} joined`,
    }),
    say({
      id: `2.1      ${table.rows} baris, ${table.withRealisasi} dengan realisasi (${table.parentsWithRealisasi} induk); berbeda dari T-C.33: ${table.codesDiffer} kode, ${table.targetsDiffer} target, ${table.unitsDiffer} satuan`,
      en: `2.1      ${counted(table.rows, 'row')}, ${table.withRealisasi} with realisasi (${counted(table.parentsWithRealisasi, 'parent')}); unlike T-C.33: ${counted(table.codesDiffer, 'code')}, ${counted(table.targetsDiffer, 'target')}, ${counted(table.unitsDiffer, 'unit')}`,
    }),
    ...table.wrongRatios.map(({ kode, detail }) =>
      say({
        id: `         tingkat tercetak keliru: ${kode}: ${detail}`,
        en: `         printed rate is wrong: ${kode}: ${detail}`,
      }),
    ),
    ...report.sharedCodes.map((kode) =>
      say({
        id: `Kode     ${kode} dipakai lebih dari satu baris`,
        en: `Codes    ${kode} is carried by more than one row`,
      }),
    ),
    ...report.otherLevel.map(({ kode, detail }) =>
      say({
        id: `Kode     ${kode} juga dipakai untuk ${detail}`,
        en: `Codes    ${kode} is also carried by a ${detail}`,
      }),
    ),
    ...report.misplaced.map(({ kode, detail }) =>
      say({ id: `Kode     ${kode} berdiri di bawah ${detail}`, en: `Codes    ${kode} stands under ${detail}` }),
    ),
    say({
      id: `         ${report.skippedLines} baris kepala, kaki halaman, dan pembatas dilewati`,
      en: `         ${counted(report.skippedLines, 'line')} of heads, page footers and dividers passed over`,
    }),
  ];
}
