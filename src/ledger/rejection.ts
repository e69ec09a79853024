import { isRupiah, printRupiah } from './rupiah.js';

export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
type Text = { readonly id: string; readonly en: string };

/**
 * Every reason for which the ledger refuses a command, in the order of precedence: where a command breaks several
 * rules, the first in this table gives the rejection its code, and all of them are listed.
 * Codes are stable; texts say what is wrong and what to do next. `{name}` is filled in from the fault.
 */
export const RULES = {
  'command-reused': {
    id: 'Perintah {commandId} sudah pernah dijalankan dengan isi lain. Pakai nomor perintah baru untuk isi yang baru.',
    en: 'Command {commandId} has already been carried out with other contents. Use a new command id for new contents.',
  },
  // 1. The Renja exists, is not yet open, is a draft, is adopted.
  'renja-not-found': {
    id: 'Renja belum dibuka. Periksa id-nya, atau buka dahulu dengan renja import.',
    en: 'The Renja has not been opened. Check its id, or open it first with renja import.',
  },
  'renja-already-open': {
    id: 'Renja {renjaId} sudah dibuka. Pakai id lain untuk Renja lain.',
    en: 'Renja {renjaId} is already open. Use another id for another Renja.',
  },
  'renja-closed': {
    id: 'Renja sudah ditutup. Hanya koreksi realisasi dengan dokumen pemeriksaan yang diterima; selain itu buka kembali dahulu dengan renja reopen.',
    en: 'The Renja is closed. Only corrections of realisasi with an audit document are taken; for anything else open it again with renja reopen.',
  },
  'renja-not-closed': {
    id: 'Renja tidak sedang ditutup; tidak ada yang perlu dibuka kembali.',
    en: 'The Renja is not closed; there is nothing to open again.',
  },
  'renja-not-draft': {
    id: 'Renja sudah ditetapkan; rancangan tidak dapat diubah lagi. Ajukan revisi dengan renja propose.',
    en: 'The Renja has been adopted; its draft can no longer change. Propose a revision with renja propose.',
  },
  'renja-not-adopted': {
    id: 'Renja masih rancangan. Tetapkan dahulu sebagai murni.',
    en: 'The Renja is still a draft. Adopt it as murni first.',
  },
  'renja-empty': {
    id: 'Renja tidak berisi sub kegiatan. Tambahkan barisnya sebelum menetapkan.',
    en: 'The Renja has no sub kegiatan. Add its rows before adopting it.',
  },
  // 2. What is named exists, and stands in its place in the tree.
  'line-not-found': {
    id: 'Baris {lineId} tidak ada dalam Renja ini. Lihat daftarnya dengan renja show.',
    en: 'Row {lineId} is not in this Renja. List its rows with renja show.',
  },
  'line-ended': {
    id: 'Baris {lineId} sudah berakhir. Pakai baris lain, atau tambahkan baris baru dengan asal baris itu.',
    en: 'Row {lineId} has ended. Use another row, or add a new one that names it as its asal.',
  },
  'line-has-children': {
    id: 'Baris {lineId} masih memiliki bawahan {child}. Akhiri atau pindahkan bawahannya dahulu.',
    en: 'Row {lineId} still has {child} below it. End or move what is below it first.',
  },
  'objective-not-found': {
    id: 'Tujuan atau sasaran {objectiveId} tidak ada dalam Renja ini.',
    en: 'Objective {objectiveId} is not in this Renja.',
  },
  'ref-taken': {
    id: 'Acuan {ref} dipakai dua kali dalam satu perintah, atau sudah menjadi id sebuah baris. Beri setiap baris acuan sendiri.',
    en: 'Reference {ref} is used twice in one command, or is the id of a row already. Give each row its own.',
  },
  'parent-not-found': {
    id: 'Induk {parent} tidak ada. Tambahkan induknya lebih dahulu.',
    en: 'Parent {parent} does not exist. Add the parent first.',
  },
  'parent-wrong-level': {
    id: 'Baris tingkat {level} harus berada di bawah {expected}, bukan {found}.',
    en: 'A row of level {level} must stand under a {expected}, not {found}.',
  },
  'indikator-not-found': {
    id: 'Indikator {indikatorId} tidak ada pada baris {lineId}.',
    en: 'Indicator {indikatorId} is not on row {lineId}.',
  },
  'pagu-on-parent': {
    id: 'Hanya sub kegiatan yang memuat pagu; {lineId} adalah {level}, angkanya dihitung dari bawahannya.',
    en: 'Only a sub kegiatan holds a pagu; {lineId} is a {level}, whose figures are computed from below.',
  },
  'pagu-missing': {
    id: 'Sub kegiatan {lineId} tidak memuat pagu. Tulis - untuk nol.',
    en: 'Sub kegiatan {lineId} has no pagu. Write - for zero.',
  },
  'dana-not-found': {
    id: 'Sumber dana {dana} tidak dirinci pada baris {lineId}.',
    en: 'Fund {dana} is not itemised on row {lineId}.',
  },
  'revision-not-found': {
    id: 'Revisi {revisionId} tidak ada. Lihat daftarnya dengan renja revisions.',
    en: 'Revision {revisionId} does not exist. List the revisions with renja revisions.',
  },
  'revision-id-taken': {
    id: 'Nomor revisi {revisionId} sudah dipakai. Pilih nomor lain atau kosongkan.',
    en: 'Revision id {revisionId} is taken. Choose another one or leave it out.',
  },
  'revision-already-decided': {
    id: 'Revisi {revisionId} sudah {status}; keputusan tidak dapat diulang.',
    en: 'Revision {revisionId} is already {status}; it cannot be decided again.',
  },
  'revision-not-approved': {
    id: 'Revisi {revisionId} {status}, belum pernah berlaku. Hanya revisi yang disahkan dapat dibalik.',
    en: 'Revision {revisionId} is {status} and never took effect. Only an approved revision can be reversed.',
  },
  'revision-already-reversed': {
    id: 'Revisi {revisionId} sudah dibalik oleh {by}. Sebuah revisi dibalik sekali saja.',
    en: 'Revision {revisionId} is reversed by {by} already. A revision is reversed once only.',
  },
  'revision-pending': {
    id: 'Revisi {revisionId} belum diputuskan. Sahkan, tolak, atau tarik dahulu sebelum menutup Renja.',
    en: 'Revision {revisionId} is not decided. Approve, reject or withdraw it before closing the Renja.',
  },
  // 3. Amounts are well formed, values really differ, a revision changes something.
  'amount-malformed': {
    id: 'Bukan jumlah rupiah: {amount}. Tulis seperti 1.234.567,00.',
    en: 'Not an amount in rupiah: {amount}. Write it as 1.234.567,00.',
  },
  'amount-negative': {
    id: 'Jumlah {amount} tidak boleh di bawah nol.',
    en: 'Amount {amount} must not be below zero.',
  },
  'delta-zero': {
    id: 'Perubahan pagu baris {lineId} bernilai nol. Hapus dari usulan.',
    en: 'The pagu change of row {lineId} is zero. Remove it from the proposal.',
  },
  'value-unchanged': {
    id: 'Nilai baru pada {lineId} sama dengan yang sekarang. Hapus dari usulan.',
    en: 'The new value on {lineId} equals the present one. Remove it from the proposal.',
  },
  'text-blank': {
    id: 'Teks pada {lineId} kosong. Tulis isinya.',
    en: 'The text on {lineId} is blank. Write it.',
  },
  'transfer-to-itself': {
    id: 'Baris {lineId} tidak dapat memindahkan pagu ke dirinya sendiri.',
    en: 'Row {lineId} cannot transfer pagu to itself.',
  },
  'transfer-not-positive': {
    id: 'Jumlah yang dipindahkan harus di atas nol, bukan {amount}. Tukar from dan to untuk arah sebaliknya.',
    en: 'The amount of a transfer must be above zero, not {amount}. Swap from and to for the other direction.',
  },
  'fund-repeated': {
    id: 'Sumber dana {dana} disebut lebih dari sekali pada baris {lineId}. Jumlahkan menjadi satu.',
    en: 'Fund {dana} is named more than once on row {lineId}. Make it one.',
  },
  'target-blank': {
    id: 'Target baru pada {lineId} kosong. Tulis nilainya.',
    en: 'The new target on {lineId} is blank. Write its value.',
  },
  'change-repeated': {
    id: 'Usulan mengubah hal yang sama pada {lineId} lebih dari sekali. Gabungkan menjadi satu perubahan.',
    en: 'The proposal changes the same thing on {lineId} more than once. Make it one change.',
  },
  'funds-not-pagu': {
    id: 'Rincian sumber dana baris {lineId} berjumlah {funds}, sedangkan pagunya {pagu}. Samakan; perubahan pagu menyebut dananya.',
    en: 'The funds of row {lineId} sum to {funds}, but its pagu is {pagu}. Make them equal; a change of pagu names its fund.',
  },
  'revision-empty': {
    id: 'Usulan tidak mengubah apa pun. Isi changes.',
    en: 'The proposal changes nothing. Fill in changes.',
  },
  'revision-too-large': {
    id: 'Usulan ini tidak muat dalam satu pengesahan ({size}, paling banyak {limit}). Bagi menjadi beberapa revisi.',
    en: 'This proposal does not fit one approval ({size}, at most {limit}). Split it into several revisions.',
  },
  'section-blank': {
    id: 'Nama bagian catatan kosong. Tulis misalnya permasalahan.',
    en: 'The section of the note is blank. Name it, permasalahan for instance.',
  },
  'correction-empty': {
    id: 'Koreksi baris {lineId} tidak memuat kinerja maupun keuangan.',
    en: 'The correction of row {lineId} states neither kinerja nor keuangan.',
  },
  'corrections-missing': {
    id: 'Tidak ada yang dikoreksi. Isi corrections.',
    en: 'Nothing is corrected. Fill in corrections.',
  },
  'report-empty': {
    id: 'Laporan baris {lineId} tidak memuat kinerja maupun keuangan.',
    en: 'The report of row {lineId} states neither kinerja nor keuangan.',
  },
  'period-malformed': {
    id: 'Bukan periode: {period}. Tulis seperti 2022-TW2 atau 2022-06.',
    en: 'Not a period: {period}. Write it as 2022-TW2 or 2022-06.',
  },
  // 4. A revision has a reason and a document.
  'reason-missing': {
    id: 'Alasan belum diisi. Tulis mengapa.',
    en: 'The reason is missing. Say why.',
  },
  'document-missing': {
    id: 'Dasar hukum belum diisi. Sebut dokumennya (jenis, nomor, tanggal, judul).',
    en: 'The legal basis is missing. Name the document (jenis, nomor, tanggal, judul).',
  },
  // 5. A late revision says why; an approval meets the figures that the proposal saw.
  'late-reason-missing': {
    id: 'Revisi berlaku {effectiveOn}, sebelum revisi terakhir ({last}). Isi lateReason: mengapa terlambat.',
    en: 'The revision takes effect on {effectiveOn}, before the last one ({last}). Fill in lateReason: why it is late.',
  },
  'effective-before-line': {
    id: 'Baris {lineId} baru ada sejak {added}; revisi tidak dapat mengubahnya mulai {effectiveOn}.',
    en: 'Row {lineId} is there only since {added}; a revision cannot change it as of {effectiveOn}.',
  },
  'revision-stale': {
    id: 'Nilai pada {lineId} kini {present}, bukan {seen} seperti yang dilihat pengusul. Ajukan lagi dengan nilai itu; tarik usulan yang lama bila sudah diajukan.',
    en: 'The value on {lineId} is now {present}, not {seen} as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
  },
  'reversal-superseded': {
    id: 'Nilai pada {lineId} kini {present}, bukan {posted} yang ditulis revisi itu. Revisi sesudahnya mengubahnya; ajukan revisi biasa.',
    en: 'The value on {lineId} is now {present}, not {posted} as that revision posted it. A later one changed it; propose an ordinary revision.',
  },
  // 6. A pergeseran shifts and adds nothing.
  'pergeseran-not-zero': {
    id: 'Pergeseran harus berjumlah nol, usulan ini berjumlah {net}. Seimbangkan, atau pilih jenis lain.',
    en: 'A pergeseran must sum to zero, this proposal sums to {net}. Balance it, or choose another kind.',
  },
  // 7. No pagu below zero or below what has been spent.
  'pagu-below-zero': {
    id: 'Pagu baris {lineId} akan menjadi {after}. Kurangi paling banyak {before}.',
    en: 'The pagu of row {lineId} would become {after}. Reduce it by {before} at most.',
  },
  'line-end-with-pagu': {
    id: 'Baris {lineId} berakhir dengan pagu {after}. Pindahkan pagunya dalam revisi yang sama.',
    en: 'Row {lineId} would end with a pagu of {after}. Move its pagu in the same revision.',
  },
  'line-end-with-realisasi': {
    id: 'Baris {lineId} sudah memiliki realisasi keuangan {realised} dan tidak dapat diakhiri.',
    en: 'Row {lineId} has a realised keuangan of {realised} and cannot end.',
  },
  'dana-below-zero': {
    id: 'Sumber dana {dana} pada baris {lineId} akan menjadi {after}. Kurangi paling banyak {before}.',
    en: 'Fund {dana} of row {lineId} would become {after}. Reduce it by {before} at most.',
  },
  'pagu-below-realisasi': {
    id: 'Pagu baris {lineId} akan menjadi {after}, di bawah realisasi keuangannya {realised}.',
    en: 'The pagu of row {lineId} would become {after}, below its realised keuangan of {realised}.',
  },
  // 9. Four eyes.
  'role-not-allowed': {
    id: 'Peran {role} tidak boleh melakukan ini. Yang boleh: {allowed}.',
    en: 'Role {role} may not do this. Allowed: {allowed}.',
  },
  'approver-is-proposer': {
    id: '{actor} mengajukan revisi ini dan tidak boleh mengesahkannya. Minta akun lain.',
    en: '{actor} proposed this revision and may not approve it. Ask another account.',
  },
  'withdrawer-is-not-proposer': {
    id: '{actor} tidak mengajukan revisi ini. Hanya {proposer} dapat menariknya; akun lain menolaknya dengan renja reject.',
    en: '{actor} did not propose this revision. Only {proposer} may withdraw it; others reject it with renja reject.',
  },
  // 10. Reports are cumulative and final.
  'realisasi-already-reported': {
    id: 'Realisasi {lineId} untuk {period} sudah dilaporkan ({present}). Ubah dengan renja correct.',
    en: 'Realisasi of {lineId} for {period} has already been reported ({present}). Change it with renja correct.',
  },
  'realisasi-not-reported': {
    id: 'Realisasi {lineId} untuk {period} belum dilaporkan. Laporkan dengan renja report.',
    en: 'Realisasi of {lineId} for {period} has not been reported. Report it with renja report.',
  },
  'realisasi-stale': {
    id: 'Realisasi {lineId} untuk {period} kini {present}, bukan {seen}. Koreksi lagi dari nilai itu.',
    en: 'Realisasi of {lineId} for {period} is now {present}, not {seen}. Correct it from that value.',
  },
  'keuangan-not-cumulative': {
    id: 'Keuangan {lineId} bersifat kumulatif: {amount} untuk {period} tidak sejalan dengan {other} untuk {otherPeriod}.',
    en: 'Keuangan of {lineId} is cumulative: {amount} for {period} contradicts {other} for {otherPeriod}.',
  },
  // What the store can hold.
  'too-large': {
    id: 'Terlalu besar untuk disimpan ({why}). Persingkat teksnya atau bagi perintahnya; dokumen besar dirujuk dengan hash.',
    en: 'Too large to store ({why}). Shorten its text or split the command; large documents are cited by hash.',
  },
} as const satisfies Record<string, Text>;

export type RejectionCode = keyof typeof RULES;

const PRECEDENCE = new Map(Object.keys(RULES).map((code, i) => [code, i]));
const precedence = (fault: Fault): number => PRECEDENCE.get(fault.code) ?? 0;

/** One broken rule. `pointer` is a JSON pointer into the command's data; `values` fill in the rule's text. */
export type Fault = {
  readonly code: RejectionCode;
  readonly pointer: string;
  readonly values: Readonly<Record<string, string>>;
};

export const fault = (code: RejectionCode, pointer = '', values: Fault['values'] = {}): Fault => ({
  code,
  pointer,
  values,
});

/** The values of a text that are amounts. A code such as `2.17` looks like one, and is none. */
const AMOUNTS: ReadonlySet<string> = new Set([
  ...['amount', 'before', 'after', 'net', 'present', 'seen', 'posted', 'realised', 'other'],
  ...['funds', 'pagu', 'tambahan', 'jumlah', 'computed', 'printed'],
]);

/** Puts values into a text; amounts as the documents write them. */
export const fillIn = (text: string, values: Fault['values']): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '?';
    return AMOUNTS.has(name) && isRupiah(value) ? printRupiah(value) : value;
  });

const DECIDED: Readonly<Record<string, string>> = {
  approved: 'disahkan',
  rejected: 'ditolak',
  withdrawn: 'ditarik',
  proposed: 'masih diajukan',
};

/** The rule's text in a language, with the fault's values filled in. */
export const explain = ({ code, values }: Fault, language: Language): string =>
  fillIn(
    RULES[code][language],
    language === 'id' && values.status ? { ...values, status: DECIDED[values.status] ?? values.status } : values,
  );

/** A command that the rules refuse. It lists every rule that the command breaks; `code` is the first in precedence. */
export class Rejection extends Error {
  readonly faults: readonly Fault[];
  readonly code: RejectionCode;

  constructor(faults: readonly [Fault, ...Fault[]]) {
    const ordered = faults.toSorted((a, b) => precedence(a) - precedence(b));
    const first = ordered[0] ?? faults[0];
    super(explain(first, 'en'));
    this.name = 'Rejection';
    this.faults = ordered;
    this.code = first.code;
  }
}

/** Throws one Rejection that carries all of the faults, or does nothing where there are none. */
export function refuse(faults: readonly Fault[]): void {
  const [first, ...rest] = faults;
  if (first) throw new Rejection([first, ...rest]);
}
