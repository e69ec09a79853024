type Text = { readonly id: string; readonly en: string };

/** Where rules come from. Regulations are cited as the office's own rules cite them; [check] marks what to confirm there. */
const REQUEST = {
  id: 'Buku besar ini: sebuah perintah dijalankan sekali, sebuah peristiwa muat di setiap penyimpanan',
  en: 'This ledger: a command is carried out once, an event fits every store',
};
const LIFE = {
  id: 'Permendagri 86/2017: Renja disusun, ditetapkan, diubah, dan berakhir dengan tahunnya [check]',
  en: 'Permendagri 86/2017: a Renja is drafted, adopted, revised, and ends with its year [check]',
};
const TREE = {
  id: 'Permendagri 90/2019: urusan, bidang, program, kegiatan, sub kegiatan; hanya tingkat terendah memuat pagu [check]',
  en: 'Permendagri 90/2019: urusan, bidang, program, kegiatan, sub kegiatan; only the lowest level holds pagu [check]',
};
const FORM = {
  id: 'Buku besar ini: angka ditulis utuh, dan yang dicatat sebagai perubahan memang berubah',
  en: 'This ledger: figures are written whole, and what is recorded as a change changes something',
};
const BASIS = {
  id: 'PP 12/2019: perubahan anggaran memiliki dasar hukum [check]',
  en: 'PP 12/2019: a change of the budget has a legal basis [check]',
};
const TIME = {
  id: 'Buku besar ini: dokumen yang terlambat dicatat apa adanya, dan tidak ada nilai yang ditimpa tanpa dilihat',
  en: 'This ledger: a late document is recorded as late, and no value is overwritten unseen',
};
const SHIFT = {
  id: 'PP 12/2019 dan Permendagri 77/2020: pergeseran tidak mengubah jumlah anggaran [check]',
  en: 'PP 12/2019 and Permendagri 77/2020: a pergeseran does not change the total of the budget [check]',
};
const COVER = {
  id: 'PP 12/2019: belanja tidak melebihi anggarannya [check]',
  en: 'PP 12/2019: spending does not exceed its budget [check]',
};
const CEILING = {
  id: 'PP 12/2019: RKA disusun dalam batas plafon PPAS [check]',
  en: 'PP 12/2019: budgets are drawn up within the ceilings of the PPAS [check]',
};
const FOUR_EYES = {
  id: 'PP 60/2008 (SPIP): pemisahan tugas antara yang mengajukan dan yang mengesahkan [check]',
  en: 'PP 60/2008 (SPIP): who proposes and who approves are two [check]',
};
const REPORTS = {
  id: 'Permendagri 86/2017, Tabel 2.1: realisasi dilaporkan kumulatif per triwulan [check]',
  en: 'Permendagri 86/2017, Table 2.1: realisasi is reported cumulatively by triwulan [check]',
};

/**
 * Every reason for which the ledger refuses a command, in the order of precedence: where a command breaks several
 * rules, the first in this table gives the rejection its code, and all of them are listed.
 * Codes are stable; texts say what is wrong and what to do next. `{name}` is filled in from the fault.
 */
export const RULES = {
  'command-reused': {
    source: REQUEST,
    id: 'Perintah {commandId} sudah pernah dijalankan dengan isi lain. Pakai nomor perintah baru untuk isi yang baru.',
    en: 'Command {commandId} has already been carried out with other contents. Use a new command id for new contents.',
  },
  // 1. The Renja exists, is not yet open, is a draft, is adopted.
  'renja-not-found': {
    source: LIFE,
    id: 'Renja belum dibuka. Periksa id-nya, atau buka dahulu dengan renja import.',
    en: 'The Renja has not been opened. Check its id, or open it first with renja import.',
  },
  'renja-already-open': {
    source: LIFE,
    id: 'Renja {renjaId} sudah dibuka. Pakai id lain untuk Renja lain.',
    en: 'Renja {renjaId} is already open. Use another id for another Renja.',
  },
  'renja-closed': {
    source: LIFE,
    id: 'Renja sudah ditutup. Hanya koreksi realisasi dengan dokumen pemeriksaan yang diterima; selain itu buka kembali dahulu dengan renja reopen.',
    en: 'The Renja is closed. Only corrections of realisasi with an audit document are taken; for anything else open it again with renja reopen.',
  },
  'renja-not-closed': {
    source: LIFE,
    id: 'Renja tidak sedang ditutup; tidak ada yang perlu dibuka kembali.',
    en: 'The Renja is not closed; there is nothing to open again.',
  },
  'renja-not-draft': {
    source: LIFE,
    id: 'Renja sudah ditetapkan; rancangan tidak dapat diubah lagi. Ajukan revisi dengan renja propose.',
    en: 'The Renja has been adopted; its draft can no longer change. Propose a revision with renja propose.',
  },
  'renja-not-adopted': {
    source: LIFE,
    id: 'Renja masih rancangan. Tetapkan dahulu sebagai murni.',
    en: 'The Renja is still a draft. Adopt it as murni first.',
  },
  'renja-empty': {
    source: LIFE,
    id: 'Renja tidak berisi sub kegiatan. Tambahkan barisnya sebelum menetapkan.',
    en: 'The Renja has no sub kegiatan. Add its rows before adopting it.',
  },
  // 2. What is named exists, and stands in its place in the tree.
  'line-not-found': {
    source: TREE,
    id: 'Baris {lineId} tidak ada dalam Renja ini. Lihat daftarnya dengan renja show.',
    en: 'Row {lineId} is not in this Renja. List its rows with renja show.',
  },
  'line-ended': {
    source: TREE,
    id: 'Baris {lineId} sudah berakhir. Pakai baris lain, atau tambahkan baris baru dengan asal baris itu.',
    en: 'Row {lineId} has ended. Use another row, or add a new one that names it as its asal.',
  },
  'line-has-children': {
    source: TREE,
    id: 'Baris {lineId} masih memiliki bawahan {child}. Akhiri atau pindahkan bawahannya dahulu.',
    en: 'Row {lineId} still has {child} below it. End or move what is below it first.',
  },
  'objective-not-found': {
    source: TREE,
    id: 'Tujuan atau sasaran {objectiveId} tidak ada dalam Renja ini.',
    en: 'Objective {objectiveId} is not in this Renja.',
  },
  'ref-taken': {
    source: TREE,
    id: 'Acuan {ref} dipakai dua kali dalam satu perintah, atau sudah menjadi id sebuah baris. Beri setiap baris acuan sendiri.',
    en: 'Reference {ref} is used twice in one command, or is the id of a row already. Give each row its own.',
  },
  'parent-not-found': {
    source: TREE,
    id: 'Induk {parent} tidak ada. Tambahkan induknya lebih dahulu.',
    en: 'Parent {parent} does not exist. Add the parent first.',
  },
  'parent-wrong-level': {
    source: TREE,
    id: 'Baris tingkat {level} harus berada di bawah {expected}, bukan {found}.',
    en: 'A row of level {level} must stand under a {expected}, not {found}.',
  },
  'level-not-in-edition': {
    source: TREE,
    id: 'Renja tahun itu tidak memiliki tingkat {level}; tingkat terendahnya {lowest}.',
    en: 'A Renja of that year has no level {level}; its lowest is {lowest}.',
  },
  'indikator-not-found': {
    source: TREE,
    id: 'Indikator {indikatorId} tidak ada pada baris {lineId}.',
    en: 'Indicator {indikatorId} is not on row {lineId}.',
  },
  'pagu-on-parent': {
    source: TREE,
    id: 'Hanya tingkat terendah (sub kegiatan) yang memuat pagu; {lineId} adalah {level}, angkanya dihitung dari bawahannya.',
    en: 'Only the lowest level (sub kegiatan) holds a pagu; {lineId} is a {level}, whose figures are computed from below.',
  },
  'pagu-missing': {
    source: TREE,
    id: 'Sub kegiatan {lineId} tidak memuat pagu. Tulis - untuk nol.',
    en: 'Sub kegiatan {lineId} has no pagu. Write - for zero.',
  },
  'dana-not-found': {
    source: TREE,
    id: 'Sumber dana {dana} tidak dirinci pada baris {lineId}.',
    en: 'Fund {dana} is not itemised on row {lineId}.',
  },
  'fund-not-on-line': {
    source: TREE,
    id: 'Sumber dana {dana} tidak ada pada baris {lineId}. Lihat sumber dananya dengan renja show.',
    en: 'Fund {dana} is not on row {lineId}. See its funds with renja show.',
  },
  'revision-not-found': {
    source: TREE,
    id: 'Revisi {revisionId} tidak ada. Lihat daftarnya dengan renja revisions.',
    en: 'Revision {revisionId} does not exist. List the revisions with renja revisions.',
  },
  'revision-id-taken': {
    source: TREE,
    id: 'Nomor revisi {revisionId} sudah dipakai. Pilih nomor lain atau kosongkan.',
    en: 'Revision id {revisionId} is taken. Choose another one or leave it out.',
  },
  'revision-already-decided': {
    source: TREE,
    id: 'Revisi {revisionId} sudah {status}; keputusan tidak dapat diulang.',
    en: 'Revision {revisionId} is already {status}; it cannot be decided again.',
  },
  'revision-not-approved': {
    source: TREE,
    id: 'Revisi {revisionId} {status}, belum pernah berlaku. Hanya revisi yang disahkan dapat dibalik.',
    en: 'Revision {revisionId} is {status} and never took effect. Only an approved revision can be reversed.',
  },
  'revision-already-reversed': {
    source: TREE,
    id: 'Revisi {revisionId} sudah dibalik oleh {by}. Sebuah revisi dibalik sekali saja.',
    en: 'Revision {revisionId} is reversed by {by} already. A revision is reversed once only.',
  },
  'revision-pending': {
    source: TREE,
    id: 'Revisi {revisionId} belum diputuskan. Sahkan, tolak, atau tarik dahulu sebelum menutup Renja.',
    en: 'Revision {revisionId} is not decided. Approve, reject or withdraw it before closing the Renja.',
  },
  // 3. Amounts are well formed, values really differ, a revision changes something.
  'amount-malformed': {
    source: FORM,
    id: 'Bukan jumlah rupiah: {amount}. Tulis seperti 1.234.567,00.',
    en: 'Not an amount in rupiah: {amount}. Write it as 1.234.567,00.',
  },
  'amount-negative': {
    source: FORM,
    id: 'Jumlah {amount} tidak boleh di bawah nol.',
    en: 'Amount {amount} must not be below zero.',
  },
  'delta-zero': {
    source: FORM,
    id: 'Perubahan pagu baris {lineId} bernilai nol. Hapus dari usulan.',
    en: 'The pagu change of row {lineId} is zero. Remove it from the proposal.',
  },
  'value-unchanged': {
    source: FORM,
    id: 'Yang ditulis untuk {lineId} sama dengan yang sudah ada, jadi tidak ada yang berubah. Tulis yang lain, atau hilangkan.',
    en: 'What is written for {lineId} equals what is there already, so nothing would change. Write something else, or leave it out.',
  },
  'text-blank': {
    source: FORM,
    id: 'Teks pada {lineId} kosong. Tulis isinya.',
    en: 'The text on {lineId} is blank. Write it.',
  },
  'transfer-to-itself': {
    source: FORM,
    id: 'Baris {lineId} tidak dapat memindahkan pagu ke dirinya sendiri.',
    en: 'Row {lineId} cannot transfer pagu to itself.',
  },
  'transfer-not-positive': {
    source: FORM,
    id: 'Jumlah yang dipindahkan harus di atas nol, bukan {amount}. Tukar from dan to untuk arah sebaliknya.',
    en: 'The amount of a transfer must be above zero, not {amount}. Swap from and to for the other direction.',
  },
  'fund-repeated': {
    source: FORM,
    id: 'Sumber dana {dana} disebut lebih dari sekali pada baris {lineId}. Jumlahkan menjadi satu.',
    en: 'Fund {dana} is named more than once on row {lineId}. Make it one.',
  },
  'target-blank': {
    source: FORM,
    id: 'Target baru pada {lineId} kosong. Tulis nilainya.',
    en: 'The new target on {lineId} is blank. Write its value.',
  },
  'change-repeated': {
    source: FORM,
    id: 'Usulan mengubah hal yang sama pada {lineId} lebih dari sekali. Gabungkan menjadi satu perubahan.',
    en: 'The proposal changes the same thing on {lineId} more than once. Make it one change.',
  },
  'funds-not-pagu': {
    source: FORM,
    id: 'Rincian sumber dana baris {lineId} berjumlah {funds}, sedangkan pagunya {pagu}. Samakan; perubahan pagu menyebut dananya.',
    en: 'The funds of row {lineId} sum to {funds}, but its pagu is {pagu}. Make them equal; a change of pagu names its fund.',
  },
  'revision-empty': {
    source: FORM,
    id: 'Usulan tidak mengubah apa pun. Isi changes.',
    en: 'The proposal changes nothing. Fill in changes.',
  },
  'revision-too-large': {
    source: FORM,
    id: 'Usulan ini tidak muat dalam satu pengesahan ({size}, paling banyak {limit}). Bagi menjadi beberapa revisi.',
    en: 'This proposal does not fit one approval ({size}, at most {limit}). Split it into several revisions.',
  },
  'section-blank': {
    source: FORM,
    id: 'Nama bagian catatan kosong. Tulis misalnya permasalahan.',
    en: 'The section of the note is blank. Name it, permasalahan for instance.',
  },
  'correction-empty': {
    source: FORM,
    id: 'Koreksi baris {lineId} tidak memuat kinerja maupun keuangan.',
    en: 'The correction of row {lineId} states neither kinerja nor keuangan.',
  },
  'corrections-missing': {
    source: FORM,
    id: 'Tidak ada yang dikoreksi. Isi corrections.',
    en: 'Nothing is corrected. Fill in corrections.',
  },
  'plafon-missing': {
    source: FORM,
    id: 'Tidak ada plafon yang ditetapkan. Isi plafon.',
    en: 'No ceiling is set. Fill in plafon.',
  },
  'routes-missing': {
    source: FORM,
    id: 'Tidak ada rute yang ditetapkan. Isi routes.',
    en: 'No route is set. Fill in routes.',
  },
  'step-repeated': {
    source: FORM,
    id: 'Langkah {step} disebut lebih dari sekali dalam satu rute.',
    en: 'Step {step} is named more than once in one route.',
  },
  'finding-blank': {
    source: FORM,
    id: 'Temuan yang ditanggapi belum disebut.',
    en: 'The finding that is answered is not named.',
  },
  'report-empty': {
    source: FORM,
    id: 'Laporan baris {lineId} tidak memuat kinerja maupun keuangan.',
    en: 'The report of row {lineId} states neither kinerja nor keuangan.',
  },
  'period-malformed': {
    source: FORM,
    id: 'Bukan periode: {period}. Tulis seperti 2022-TW2 atau 2022-06.',
    en: 'Not a period: {period}. Write it as 2022-TW2 or 2022-06.',
  },
  // 4. A revision has a reason and a document.
  'reason-missing': {
    source: BASIS,
    id: 'Alasan belum diisi. Tulis mengapa.',
    en: 'The reason is missing. Say why.',
  },
  'document-missing': {
    source: BASIS,
    id: 'Dasar hukum belum diisi. Sebut dokumennya (jenis, nomor, tanggal, judul).',
    en: 'The legal basis is missing. Name the document (jenis, nomor, tanggal, judul).',
  },
  // 5. A late revision says why; an approval meets the figures that the proposal saw.
  'late-reason-missing': {
    source: TIME,
    id: 'Revisi berlaku {effectiveOn}, sebelum revisi terakhir ({last}). Isi lateReason: mengapa terlambat.',
    en: 'The revision takes effect on {effectiveOn}, before the last one ({last}). Fill in lateReason: why it is late.',
  },
  'effective-before-line': {
    source: TIME,
    id: '{lineId} baru ada sejak {added}; tidak ada yang dapat berlaku padanya mulai {effectiveOn}. Periksa tanggalnya.',
    en: '{lineId} is there only since {added}; nothing can take effect on it as of {effectiveOn}. Check the date.',
  },
  'decree-too-early': {
    source: TIME,
    id: 'Dokumen bertanggal {tanggal}, sebelum penetapan, penutupan, atau pembukaan terakhir ({last}). Periksa tanggalnya.',
    en: 'The document is dated {tanggal}, before the last adoption, closing or reopening ({last}). Check its date.',
  },
  'revision-stale': {
    source: TIME,
    id: 'Nilai pada {lineId} kini {present}, bukan {seen} seperti yang dilihat pengusul. Ajukan lagi dengan nilai itu; tarik usulan yang lama bila sudah diajukan.',
    en: 'The value on {lineId} is now {present}, not {seen} as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
  },
  'reversal-superseded': {
    source: TIME,
    id: 'Nilai pada {lineId} kini {present}, bukan {posted} yang ditulis revisi itu. Revisi sesudahnya mengubahnya; ajukan revisi biasa.',
    en: 'The value on {lineId} is now {present}, not {posted} as that revision posted it. A later one changed it; propose an ordinary revision.',
  },
  // 6. A pergeseran shifts and adds nothing.
  'pergeseran-not-zero': {
    source: SHIFT,
    id: 'Pergeseran harus berjumlah nol, usulan ini berjumlah {net}. Seimbangkan, pilih jenis lain, atau tulis acrossAgencies bila lawannya ada pada perangkat daerah lain.',
    en: 'A pergeseran must sum to zero, this proposal sums to {net}. Balance it, choose another kind, or say acrossAgencies where another agency has its other end.',
  },
  // 7. No pagu below zero or below what has been spent.
  'pagu-below-zero': {
    source: COVER,
    id: 'Pagu baris {lineId} akan menjadi {after}. Kurangi paling banyak {before}.',
    en: 'The pagu of row {lineId} would become {after}. Reduce it by {before} at most.',
  },
  'line-end-with-pagu': {
    source: COVER,
    id: 'Baris {lineId} berakhir dengan pagu {after}. Pindahkan pagunya dalam revisi yang sama.',
    en: 'Row {lineId} would end with a pagu of {after}. Move its pagu in the same revision.',
  },
  'line-end-with-realisasi': {
    source: COVER,
    id: 'Baris {lineId} sudah memiliki realisasi keuangan {realised} dan tidak dapat diakhiri.',
    en: 'Row {lineId} has a realised keuangan of {realised} and cannot end.',
  },
  'dana-below-zero': {
    source: COVER,
    id: 'Sumber dana {dana} pada baris {lineId} akan menjadi {after}. Kurangi paling banyak {before}.',
    en: 'Fund {dana} of row {lineId} would become {after}. Reduce it by {before} at most.',
  },
  'pagu-below-realisasi': {
    source: COVER,
    id: 'Pagu baris {lineId} akan menjadi {after}, di bawah realisasi keuangannya {realised}.',
    en: 'The pagu of row {lineId} would become {after}, below its realised keuangan of {realised}.',
  },
  'dana-below-realisasi': {
    source: COVER,
    id: 'Sumber dana {dana} pada baris {lineId} akan menjadi {after}, di bawah realisasi keuangannya {realised}.',
    en: 'Fund {dana} of row {lineId} would become {after}, below its realised keuangan of {realised}.',
  },
  // 8. No total passes its plafon.
  'plafon-not-in-kind': {
    source: CEILING,
    id: 'Jenis {kind} tidak membawa plafon baru. Pakai perubahan atau penetapan, atau renja plafon.',
    en: 'A {kind} brings no new ceiling. Use a perubahan or penetapan, or renja plafon.',
  },
  'plafon-passed': {
    source: CEILING,
    id: 'Jumlah {scope} menjadi {total}, melewati plafonnya {plafon}. Kurangi, atau naikkan plafonnya dengan dokumennya.',
    en: 'The total of {scope} comes to {total}, above its ceiling of {plafon}. Reduce it, or raise the ceiling by its document.',
  },
  // 9. Four eyes.
  'actor-self-declared': {
    source: FOUR_EYES,
    id: 'Buku besar ini memiliki akun; {actor} hanya menyebut diri sendiri. Masuk dengan akun, atau isi RENJA_TOKEN (renja user token).',
    en: 'This ledger has accounts; {actor} only says so of themselves. Sign in, or set RENJA_TOKEN (renja user token).',
  },
  'role-not-held': {
    source: FOUR_EYES,
    id: '{actor} tidak memegang peran {role} untuk {scope}. Minta admin memberikannya (renja user grant).',
    en: '{actor} does not hold the role {role} for {scope}. Ask an admin to grant it (renja user grant).',
  },
  'role-already-held': {
    source: FOUR_EYES,
    id: '{account} sudah memegang peran {role} untuk {scope}.',
    en: '{account} holds the role {role} for {scope} already.',
  },
  'role-not-granted': {
    source: FOUR_EYES,
    id: '{account} tidak memegang peran {role} untuk {scope}; tidak ada yang dicabut.',
    en: '{account} does not hold the role {role} for {scope}; there is nothing to revoke.',
  },
  'admin-comes-first': {
    source: FOUR_EYES,
    id: 'Peran pertama adalah admin untuk *: sesudah itu hanya admin yang memberi peran.',
    en: 'The first role is that of an admin for *: from then on only admins grant roles.',
  },
  'last-admin': {
    source: FOUR_EYES,
    id: 'Ini admin terakhir untuk *. Beri peran itu kepada akun lain dahulu.',
    en: 'This is the last admin for *. Grant that role to another account first.',
  },
  'role-not-allowed': {
    source: FOUR_EYES,
    id: 'Peran {role} tidak boleh melakukan ini. Yang boleh: {allowed}.',
    en: 'Role {role} may not do this. Allowed: {allowed}.',
  },
  'approver-is-proposer': {
    source: FOUR_EYES,
    id: '{actor} mengajukan revisi ini dan tidak boleh mengesahkannya. Minta akun lain.',
    en: '{actor} proposed this revision and may not approve it. Ask another account.',
  },
  'endorsement-not-asked': {
    source: FOUR_EYES,
    id: 'Revisi {revisionId} tidak menunggu persetujuan {step}. Rutenya: {route}.',
    en: 'Revision {revisionId} does not wait for an endorsement by {step}. Its route: {route}.',
  },
  'endorsement-given': {
    source: FOUR_EYES,
    id: 'Revisi {revisionId} sudah disetujui {step}.',
    en: 'Revision {revisionId} is endorsed by {step} already.',
  },
  'endorsement-too-early': {
    source: FOUR_EYES,
    id: '{step} menyetujui sesudah {missing}. Tunggu persetujuan itu.',
    en: '{step} endorses after {missing}. Wait for that endorsement.',
  },
  'endorsement-missing': {
    source: FOUR_EYES,
    id: 'Revisi {revisionId} masih menunggu persetujuan {missing} (renja endorse).',
    en: 'Revision {revisionId} still waits for the endorsement by {missing} (renja endorse).',
  },
  'withdrawer-is-not-proposer': {
    source: FOUR_EYES,
    id: '{actor} tidak mengajukan revisi ini. Hanya {proposer} dapat menariknya; akun lain menolaknya dengan renja reject.',
    en: '{actor} did not propose this revision. Only {proposer} may withdraw it; others reject it with renja reject.',
  },
  // 10. Reports are cumulative and final.
  'realisasi-already-reported': {
    source: REPORTS,
    id: 'Realisasi {lineId} untuk {period} sudah dilaporkan ({present}). Ubah dengan renja correct.',
    en: 'Realisasi of {lineId} for {period} has already been reported ({present}). Change it with renja correct.',
  },
  'realisasi-not-reported': {
    source: REPORTS,
    id: 'Realisasi {lineId} untuk {period} belum dilaporkan. Laporkan dengan renja report.',
    en: 'Realisasi of {lineId} for {period} has not been reported. Report it with renja report.',
  },
  'realisasi-stale': {
    source: REPORTS,
    id: 'Realisasi {lineId} untuk {period} kini {present}, bukan {seen}. Koreksi lagi dari nilai itu.',
    en: 'Realisasi of {lineId} for {period} is now {present}, not {seen}. Correct it from that value.',
  },
  'correction-too-early': {
    source: REPORTS,
    id: 'Koreksi {lineId} bertanggal {reportedOn}, sebelum angka yang dikoreksinya ({statedOn}). Periksa reportedOn.',
    en: 'The correction of {lineId} is dated {reportedOn}, before the figure that it corrects ({statedOn}). Check reportedOn.',
  },
  'keuangan-mixed': {
    source: REPORTS,
    id: 'Keuangan {lineId} dilaporkan per sumber dana atau seluruhnya, tidak keduanya. Ikuti cara laporan sebelumnya.',
    en: 'Keuangan of {lineId} is reported by fund or as a whole, not both. Do as the reports before.',
  },
  'keuangan-not-cumulative': {
    source: REPORTS,
    id: 'Keuangan {lineId} bersifat kumulatif: {amount} untuk {period} tidak sejalan dengan {other} untuk {otherPeriod}.',
    en: 'Keuangan of {lineId} is cumulative: {amount} for {period} contradicts {other} for {otherPeriod}.',
  },
  // What is unusual: a warning, and a refusal where RENJA_REFUSE names it.
  'pergeseran-fund-not-zero': {
    source: SHIFT,
    id: 'Sumber dana {dana} berubah {net} dalam pergeseran ini; dana bertujuan tertentu biasanya tetap.',
    en: 'Fund {dana} changes by {net} in this pergeseran; earmarked funds usually stay as they are.',
  },
  'effective-pagu-below-zero': {
    source: TIME,
    id: 'Menurut tanggal dokumennya, pagu {lineId} menjadi {after} pada {day}: ada dokumen lain yang baru berlaku sesudahnya.',
    en: 'By the dates of the documents, the pagu of {lineId} comes to {after} on {day}: another document takes effect only later.',
  },
  'p-apbd-again': {
    source: {
      id: 'PP 12/2019: perubahan APBD sekali setahun, kecuali keadaan luar biasa [check]',
      en: 'PP 12/2019: the APBD is revised once a year, save in extraordinary cases [check]',
    },
    id: 'P-APBD sudah ditetapkan oleh {earlier}; perubahan kedua hanya dalam keadaan luar biasa.',
    en: 'The P-APBD was set by {earlier} already; a second one is for extraordinary cases only.',
  },
  // What the store can hold.
  'too-large': {
    source: REQUEST,
    id: 'Terlalu besar untuk disimpan ({why}). Persingkat teksnya atau bagi perintahnya; dokumen besar dirujuk dengan hash.',
    en: 'Too large to store ({why}). Shorten its text or split the command; large documents are cited by hash.',
  },
} as const satisfies Record<string, Text & { readonly source: Text }>;

export type RejectionCode = keyof typeof RULES;

/** What is unusual and allowed, as long as the office does not have it refused (`RENJA_REFUSE`). */
export const WARNINGS = [
  'pergeseran-fund-not-zero',
  'effective-pagu-below-zero',
  'p-apbd-again',
] as const satisfies readonly RejectionCode[];
export type Warning = (typeof WARNINGS)[number];

/** The codes in their order of precedence. */
export const CODES = Object.keys(RULES) as RejectionCode[];
