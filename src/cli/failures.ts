import { AccessRefused, IssuerUnavailable, type RefusalCode } from '../access/refusal.js';
import { constraintText, InvalidInput } from '../commands/input.js';
import { AmbiguousKode } from '../commands/names.js';
import { explainImport, ImportRefused } from '../import/faults.js';
import { StepsChanged } from '../import/import.js';
import { BrokenHistory } from '../ledger/evolve.js';
import { explain, type Language, Rejection } from '../ledger/rejection.js';
import { RenjaNotFound, UnknownPoint } from '../queries/history.js';
import { BadSetting } from '../settings.js';
import { IntegrityFault, OutcomeUnknown, StoreUnavailable, WrongRevision } from '../store/event-store.js';
import { UnsealableText } from '../store/seal.js';
import { NotIntact } from './backup.js';
import { UsageError } from './context.js';
import type { Words } from './output.js';
import { printCandidates } from './rows.js';
import { counted } from './words.js';

/** 0 ok · 1 differences, when asked for · and these. */
const EXIT = { usage: 2, conflict: 3, integrity: 4, refused: 5 } as const;

/** What Node calls a file that is not there, not a file, or not for this user. */
const UNREADABLE: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM']);

/** What somebody wrote that cannot be; all else is refused to them. */
const MISWRITTEN: ReadonlySet<RefusalCode> = new Set([
  ...(['id-malformed', 'name-blank', 'account-not-found', 'token-not-found', 'days-out-of-range'] as const),
]);

/** What Node calls an address that cannot be listened at. */
const UNLISTENABLE: ReadonlySet<unknown> = new Set(['EADDRINUSE', 'EADDRNOTAVAIL']);

type Failure = { readonly exit: number; readonly lines: readonly string[] };

/** Which points there are: only those that the Renja has by now. */
function unknownPoint({ point, known, tooEarly }: UnknownPoint): Words {
  const { versions, sebelum, latest, adopted } = known;
  const names = [...versions, 'now'].join(', ');
  const before = sebelum.findLast((name) => name !== 'sebelum');
  const early: Words =
    adopted === null
      ? { id: 'Renja ini belum ditetapkan', en: 'this Renja is not adopted yet' }
      : { id: `Renja ini berlaku sejak ${adopted}`, en: `this Renja is in force since ${adopted}` };
  const ways: readonly (Words | null)[] = [
    { id: `${names}, r1 sampai r${latest}`, en: `${names}, r1 to r${latest}` },
    sebelum.includes('sebelum')
      ? { id: 'sebelum (keadaan sebelum P-APBD terakhir)', en: 'sebelum (the state before the latest P-APBD)' }
      : null,
    before === undefined ? null : { id: `sebelum-VERSI seperti ${before}`, en: `sebelum-VERSION such as ${before}` },
    adopted === null
      ? null
      : {
          id: `effective:HARI seperti effective:${adopted}, sejak hari itu`,
          en: `effective:DAY such as effective:${adopted}, from that day on`,
        },
    {
      id: 'atau waktu pencatatan, sejak peristiwa pertama, seperti 2022-10-03T00:00:00+07:00',
      en: 'or a time of recording, from the first event on, such as 2022-10-03T00:00:00+07:00',
    },
  ];
  const list = (language: Language): string => ways.flatMap((way) => way?.[language] ?? []).join(', ');
  return {
    id: `Tidak ada titik ${point}.${tooEarly === null ? '' : ` Pada ${tooEarly} belum ada yang berlaku; ${early.id}.`} Yang ada: ${list('id')}.`,
    en: `There is no point ${point}.${tooEarly === null ? '' : ` Nothing was in force yet on ${tooEarly}; ${early.en}.`} There are: ${list('en')}.`,
  };
}

/** What went wrong, in the user's language, with what to do next; and the exit code. Null for a defect of the program. */
export function failureOf(error: unknown, language: Language): Failure | null {
  const say = (id: string, en: string): string => (language === 'id' ? id : en);
  if (error instanceof UsageError) return { exit: EXIT.usage, lines: [error.words[language]] };
  if (error instanceof BadSetting)
    return {
      exit: EXIT.usage,
      lines: [say(`${error.setting}: harus ${error.form}`, `${error.setting}: must be ${error.form}`)],
    };
  if (error instanceof Rejection)
    return {
      exit: EXIT.refused,
      lines: [
        say(
          `Ditolak, ${error.faults.length} aturan dilanggar; tidak ada yang ditulis:`,
          `Refused, ${counted(error.faults.length, 'rule')} broken; nothing was written:`,
        ),
        ...error.faults.map((one) => `  ${one.code}${one.pointer && ` ${one.pointer}`}: ${explain(one, language)}`),
      ],
    };
  if (error instanceof AccessRefused)
    return { exit: MISWRITTEN.has(error.code) ? EXIT.usage : EXIT.refused, lines: [error.explain(language)] };
  if (error instanceof IssuerUnavailable)
    return {
      exit: EXIT.usage,
      lines: [
        say(
          `Penerbit token tidak dapat ditanya: ${error.message}. Periksa RENJA_OIDC_ISSUER.`,
          `The issuer of the token cannot be asked: ${error.message}. Check RENJA_OIDC_ISSUER.`,
        ),
      ],
    };
  if (error instanceof ImportRefused)
    return {
      exit: EXIT.refused,
      lines: [
        say(
          `${error.faults.length} kesalahan dalam dokumen; tidak ada yang ditulis:`,
          `${counted(error.faults.length, 'fault')} in the document; nothing was written:`,
        ),
        ...error.faults.map(
          (one) =>
            `  ${[one.file, one.line].filter((part) => part !== null).join(':')}: ${explainImport(one, language)} [${one.rule}]`,
        ),
      ],
    };
  if (error instanceof InvalidInput)
    return {
      exit: EXIT.usage,
      lines: [
        say('Berkas tidak berbentuk benar:', 'The file is not of the right form:'),
        // A fault of the file as a whole has no place in it.
        ...error.faults.map(({ pointer, rule, detail }) =>
          [`  ${pointer}`, constraintText(rule, language, detail)].join(pointer === '' ? '' : ': '),
        ),
      ],
    };
  if (error instanceof StepsChanged)
    return {
      exit: EXIT.refused,
      lines: [
        say(
          `${error.renjaId} sudah diimpor dengan isi lain pada langkah ${error.steps.join(', ')}; tidak ada yang ditulis. Catat perbedaannya sebagai revisi (renja propose).`,
          `${error.renjaId} has been imported with other contents in the steps ${error.steps.join(', ')}; nothing was written. Record the difference as a revision (renja propose).`,
        ),
      ],
    };
  if (error instanceof AmbiguousKode)
    return {
      exit: EXIT.usage,
      lines: [
        say(
          `Kode ${error.kode} dipakai ${error.candidates.length} baris; sebut barisnya dengan id:`,
          `Code ${error.kode} is carried by ${error.candidates.length} rows; name the row by its id:`,
        ),
        printCandidates(error),
      ],
    };
  if (error instanceof RenjaNotFound)
    return {
      exit: EXIT.usage,
      lines: [
        say(
          `Tidak ada Renja ${error.renjaId} dalam buku besar ini.`,
          `There is no Renja ${error.renjaId} in this ledger.`,
        ),
      ],
    };
  if (error instanceof UnknownPoint) return { exit: EXIT.usage, lines: [unknownPoint(error)[language]] };
  if (error instanceof WrongRevision)
    return {
      exit: EXIT.conflict,
      lines: [
        say(
          `Bentrok: ${error.stream} kini pada #${error.actual}, bukan #${error.expected}. Lihat perubahannya dengan renja log, lalu ulangi.`,
          `Conflict: ${error.stream} is at #${error.actual} now, not #${error.expected}. See what changed with renja log, then try again.`,
        ),
      ],
    };
  if (error instanceof OutcomeUnknown)
    return {
      exit: EXIT.conflict,
      lines: [
        say(
          `Tidak pasti apakah tercatat: ${error.message}. Periksa dengan renja log.`,
          `It is not certain whether this was recorded: ${error.message}. Look with renja log.`,
        ),
      ],
    };
  if (error instanceof StoreUnavailable)
    return {
      exit: EXIT.usage,
      lines: [
        say(
          `Buku besar tidak dapat dipakai: ${error.message}. Periksa RENJA_DATA dan RENJA_STORE.`,
          `The ledger cannot be used: ${error.message}. Check RENJA_DATA and RENJA_STORE.`,
        ),
      ],
    };
  if (error instanceof NotIntact) return { exit: EXIT.integrity, lines: [error.words[language]] };
  if (error instanceof IntegrityFault || error instanceof BrokenHistory)
    return {
      exit: EXIT.integrity,
      lines: [
        say(
          `Buku besar rusak: ${error.message}. Jalankan renja check.`,
          `The ledger is damaged: ${error.message}. Run renja check.`,
        ),
      ],
    };
  if (error instanceof Error && 'code' in error && UNLISTENABLE.has(error.code)) {
    const { address, port } = { address: '?', port: '?', ...error };
    return {
      exit: EXIT.usage,
      lines: [
        say(
          `Tidak dapat melayani di ${address}:${port} (${error.code}). Pilih alamat lain dengan RENJA_HOST atau RENJA_PORT.`,
          `Cannot serve at ${address}:${port} (${error.code}). Choose another address by RENJA_HOST or RENJA_PORT.`,
        ),
      ],
    };
  }
  if (error instanceof UnsealableText) return { exit: EXIT.refused, lines: [error.message] };
  if (error instanceof Error && 'code' in error && UNREADABLE.has(error.code))
    return {
      exit: EXIT.usage,
      lines: [
        say(`Berkas tidak dapat dibaca (${error.code}):`, `The file cannot be read (${error.code}):`) +
          ` ${'path' in error ? error.path : error.message}`,
      ],
    };
  return null;
}
