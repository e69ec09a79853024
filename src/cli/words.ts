import type { Mode } from '../ledger/commands.js';
import type { EventType } from '../ledger/events.js';
import type { Level } from '../ledger/kode.js';
import type { Language } from '../ledger/rejection.js';
import type { Actor, Document } from '../ledger/terms.js';
import type { Words } from './output.js';

export const LEVEL_WORDS: Readonly<Record<Level, Words>> = {
  urusan: { id: 'urusan', en: 'urusan' },
  bidang: { id: 'bidang', en: 'bidang' },
  program: { id: 'program', en: 'program' },
  kegiatan: { id: 'kegiatan', en: 'kegiatan' },
  subkegiatan: { id: 'sub kegiatan', en: 'sub kegiatan' },
};

export const EVENT_WORDS: Readonly<Record<EventType, Words>> = {
  RenjaOpened: { id: 'Renja dibuka', en: 'Renja opened' },
  ObjectiveAdded: { id: 'Tujuan/sasaran', en: 'Objective added' },
  LineAdded: { id: 'Baris ditambah', en: 'Row added' },
  RenjaAdopted: { id: 'Ditetapkan murni', en: 'Adopted as murni' },
  RevisionProposed: { id: 'Revisi diajukan', en: 'Revision proposed' },
  RevisionEndorsed: { id: 'Revisi disetujui', en: 'Revision endorsed' },
  RevisionApproved: { id: 'Revisi disahkan', en: 'Revision approved' },
  RenjaClosed: { id: 'Renja ditutup', en: 'Renja closed' },
  RenjaReopened: { id: 'Renja dibuka kembali', en: 'Renja reopened' },
  FindingAnswered: { id: 'Temuan ditanggapi', en: 'Finding answered' },
  PlafonSet: { id: 'Plafon ditetapkan', en: 'Ceiling set' },
  NoteSet: { id: 'Catatan ditulis', en: 'Note written' },
  RevisionWithdrawn: { id: 'Revisi ditarik', en: 'Revision withdrawn' },
  RevisionRejected: { id: 'Revisi ditolak', en: 'Revision rejected' },
  PaguIncreased: { id: 'Pagu naik', en: 'Pagu increased' },
  PaguDecreased: { id: 'Pagu turun', en: 'Pagu decreased' },
  TargetChanged: { id: 'Target berubah', en: 'Target changed' },
  SumberDanaChanged: { id: 'Sumber dana berubah', en: 'Funds changed' },
  PrakiraanMajuChanged: { id: 'Prakiraan maju berubah', en: 'Forward estimate changed' },
  LineDescribed: { id: 'Baris diuraikan', en: 'Row described' },
  LineMoved: { id: 'Baris dipindah', en: 'Row moved' },
  LineEnded: { id: 'Baris berakhir', en: 'Row ended' },
  IndikatorAdded: { id: 'Indikator ditambah', en: 'Indicator added' },
  IndikatorReworded: { id: 'Indikator diubah', en: 'Indicator reworded' },
  IndikatorEnded: { id: 'Indikator berakhir', en: 'Indicator ended' },
  RealisasiReported: { id: 'Realisasi', en: 'Realisasi reported' },
  RealisasiCorrected: { id: 'Realisasi dikoreksi', en: 'Realisasi corrected' },
};

export const STATUS_WORDS: Readonly<Record<string, Words>> = {
  draft: { id: 'rancangan', en: 'draft' },
  adopted: { id: 'ditetapkan', en: 'adopted' },
  closed: { id: 'ditutup', en: 'closed' },
  proposed: { id: 'diajukan', en: 'proposed' },
  approved: { id: 'disahkan', en: 'approved' },
  rejected: { id: 'ditolak', en: 'rejected' },
  withdrawn: { id: 'ditarik', en: 'withdrawn' },
};

/** Entry from past documents is typed in and checked, never approved: the approval is on the paper. */
export const decidedWords = (status: string, mode: Mode | undefined): Words =>
  mode === 'historical' && status === 'approved'
    ? { id: 'diperiksa', en: 'checked' }
    : (STATUS_WORDS[status] ?? { id: status, en: status });

const CHECKED: ReadonlySet<EventType> = new Set([
  'RevisionApproved',
  'PaguIncreased',
  'PaguDecreased',
  'TargetChanged',
  'SumberDanaChanged',
  'PrakiraanMajuChanged',
  'LineDescribed',
  'LineMoved',
  'LineEnded',
  'IndikatorAdded',
  'IndikatorReworded',
  'IndikatorEnded',
]);

/** What the actor of an event did: recorded or approved it, or, of a past document, typed it in or checked it. */
export function actWords(type: EventType, mode: Mode, revisionId: string | null): Words {
  // What a revision changes is approved with it; a draft is typed in.
  const checked = revisionId !== null && (CHECKED.has(type) || type === 'LineAdded');
  if (mode === 'live') return checked ? { id: 'disahkan', en: 'approved by' } : { id: 'dicatat', en: 'recorded by' };
  return checked ? { id: 'diperiksa', en: 'checked by' } : { id: 'dientri', en: 'typed in by' };
}

/** The person, and whether anything but their own word says who they are. */
export const printActor = ({ name, role, asserted }: Actor, language: Language): string =>
  `${name}, ${role}${asserted ? { id: ' (mengaku sendiri)', en: ' (self-declared)' }[language] : ''}`;

/** Kind, number, date, title, and which of these are made up. */
export function printDocument({ jenis, nomor, tanggal, judul, madeUp }: Document, language: Language): string {
  const facts = [jenis, nomor, tanggal].filter((fact) => fact !== undefined).join(' ');
  const invented = madeUp?.length ? ` (${{ id: 'dikarang', en: 'made up' }[language]}: ${madeUp.join(', ')})` : '';
  return `${facts} · ${judul}${invented}`;
}

/** `1 correction`, `2 corrections`: in English; Indonesian has one form for both. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `2022-09-12 10:15:03Z`: a recorded time to the second. */
export const printTime = (recordedAt: string): string => recordedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
