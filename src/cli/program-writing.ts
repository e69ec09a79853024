import type { Command } from 'commander';
import type { Context } from './context.js';
import type { Format, Words } from './output.js';

/** What the commands are made with. */
export type Making = {
  command(usage: string, words: Words, examples: readonly string[], group?: Command): Command;
  say(words: Words): string;
  contextOf(options: { output: Format }): Context;
};

/** The commands by which the ledger grows: each names its actor and can be tried first. */
export function addWritingCommands({ command, say, contextOf }: Making): void {
  const writing = (made: Command): Command =>
    made
      .option(
        '--actor <id:name:role>',
        say({
          id: 'siapa yang mencatat (atau RENJA_ACTOR), selama belum ada akun; sesudahnya RENJA_TOKEN',
          en: 'who records this (or RENJA_ACTOR), as long as there are no accounts; then RENJA_TOKEN',
        }),
      )
      .option(
        '--dry-run',
        say({
          id: 'hanya uji coba: sebut setiap aturan yang dilanggar',
          en: 'only try: list every rule that is broken',
        }),
      )
      .option(
        '--expect <revision>',
        say({
          id: 'batalkan bila Renja sudah berubah sejak revisi ini',
          en: 'give up where the Renja has changed since this revision',
        }),
      );

  /** A command that a file describes. */
  const fromFile = (
    name: 'addLines' | 'draft' | 'adopt' | 'plafon' | 'propose' | 'report' | 'correct' | 'close' | 'reopen',
    ...described: Parameters<Making['command']>
  ): void => {
    writing(command(...described)).action(async (renja: string, file: string, options) => {
      const write = await import('./write.js');
      await write[name](contextOf(options), renja, file, options);
    });
  };

  /** A command that turns a revision down for a reason. */
  const forReason = (name: 'reject' | 'withdraw', ...described: Parameters<Making['command']>): void => {
    writing(command(...described))
      .option('--reason <text>', say({ id: 'alasan', en: 'the reason' }))
      .action(async (renja: string, revision: string, options) => {
        const write = await import('./write.js');
        await write[name](contextOf(options), renja, revision, options);
      });
  };

  writing(
    command('open <renja> <file>', { id: 'membuka rancangan Renja', en: 'open a draft of a Renja' }, [
      'renja open dinas-contoh-2023 docs/renja-baru.yaml --actor budi:Budi:planner',
      'renja open probolinggo-dkumpp-2023 docs/renja-baru.yaml --from probolinggo-dkumpp-2022',
    ]),
  )
    .option(
      '--from <renja>',
      say({
        id: 'isi dari prakiraan maju Renja tahun ini; tanpa itu belum berisi baris',
        en: "prefill from the forward estimates of this year's Renja; otherwise it has no rows yet",
      }),
    )
    .action(async (renja: string, file: string, options) => {
      const { open } = await import('./write.js');
      await open(contextOf(options), renja, file, options);
    });

  fromFile('addLines', 'add-line <renja> <file>', { id: 'menambah baris ke rancangan', en: 'add rows to a draft' }, [
    'renja add-line dinas-contoh-2023 docs/baris-baru.yaml --actor budi:Budi:planner',
  ]);

  fromFile('draft', 'draft <renja> <file>', { id: 'mengubah rancangan di tempat', en: 'change a draft in place' }, [
    'renja draft dinas-contoh-2023 docs/rancangan.yaml --actor budi:Budi:planner',
  ]);

  fromFile(
    'adopt',
    'adopt <renja> <file>',
    { id: 'menetapkan rancangan sebagai murni', en: 'adopt the draft as murni' },
    ['renja adopt dinas-contoh-2023 docs/penetapan.yaml --actor budi:Budi:planner'],
  );

  fromFile(
    'plafon',
    'plafon <renja> <file>',
    { id: 'menetapkan plafon Renja, baris, atau sumber dana', en: 'set ceilings of the Renja, of rows or of funds' },
    ['renja plafon probolinggo-dkumpp-2022 docs/plafon.yaml --actor tini:Tini:verifier'],
  );

  fromFile(
    'propose',
    'propose <renja> <file>',
    { id: 'mengajukan revisi dari berkas YAML atau JSON', en: 'propose a revision from a YAML or JSON file' },
    [
      'renja propose probolinggo-dkumpp-2022 docs/pergeseran.yaml --dry-run',
      'renja propose probolinggo-dkumpp-2022 docs/pergeseran.yaml --actor budi:Budi:finance',
    ],
  );

  writing(
    command(
      'route <pemda> [file]',
      {
        id: 'rute persetujuan revisi sebuah pemda; menetapkannya bila berkas disebut',
        en: 'the endorsements that a government asks of revisions; sets them where a file is given',
      },
      ['renja route 35.74', 'renja route 35.74 docs/rute.yaml --actor tini:Tini:admin'],
    ),
  ).action(async (pemda: string, file: string | undefined, options) => {
    const { route } = await import('./route.js');
    await route(contextOf(options), pemda, file, options);
  });

  writing(
    command(
      'endorse <renja> <revision> <step>',
      {
        id: 'menyetujui satu langkah dari rute sebuah usulan',
        en: 'endorse one step of the route that a proposal takes',
      },
      ['renja endorse probolinggo-dkumpp-2022 R002 tapd --actor tini:Tini:verifier'],
    ),
  )
    .option('--note <text>', say({ id: 'catatan', en: 'a note' }))
    .option('--document <file>', say({ id: 'dokumen persetujuan (YAML atau JSON)', en: 'its document (YAML or JSON)' }))
    .action(async (renja: string, revision: string, step: string, options) => {
      const { endorse } = await import('./write.js');
      await endorse(contextOf(options), renja, revision, step, options);
    });

  writing(
    command(
      'approve <renja> <revision>',
      { id: 'mengesahkan revisi yang diajukan akun lain', en: 'approve a revision that another account proposed' },
      ['renja approve probolinggo-dkumpp-2022 R002 --actor ani:Ani:approver'],
    ),
  )
    .option('--note <text>', say({ id: 'catatan', en: 'a note' }))
    .action(async (renja: string, revision: string, options) => {
      const { approve } = await import('./write.js');
      await approve(contextOf(options), renja, revision, options);
    });

  forReason(
    'reject',
    'reject <renja> <revision>',
    { id: 'menolak revisi yang diajukan', en: 'reject a proposed revision' },
    ['renja reject probolinggo-dkumpp-2022 R002 --reason "Pagu keliru" --actor ani:Ani:approver'],
  );

  fromFile(
    'report',
    'report <renja> <file>',
    { id: 'melaporkan realisasi dari berkas YAML atau JSON', en: 'report realisasi from a YAML or JSON file' },
    ['renja report probolinggo-dkumpp-2022 docs/realisasi.yaml --actor budi:Budi:finance'],
  );

  forReason(
    'withdraw',
    'withdraw <renja> <revision>',
    { id: 'menarik usulan sendiri', en: 'withdraw a proposal of your own' },
    ['renja withdraw probolinggo-dkumpp-2022 R002 --reason "Angka berubah" --actor budi:Budi:finance'],
  );

  writing(
    command(
      'reverse <renja> <revision> <file>',
      {
        id: 'mengajukan kebalikan dari revisi yang sudah disahkan',
        en: 'propose the opposite of an approved revision',
      },
      ['renja reverse probolinggo-dkumpp-2022 R002 docs/pembalikan.yaml --actor budi:Budi:finance'],
    ),
  ).action(async (renja: string, revision: string, file: string, options) => {
    const { reverse } = await import('./write.js');
    await reverse(contextOf(options), renja, revision, file, options);
  });

  fromFile(
    'correct',
    'correct <renja> <file>',
    { id: 'mengoreksi realisasi yang sudah dilaporkan', en: 'correct realisasi that has been reported' },
    ['renja correct probolinggo-dkumpp-2022 docs/koreksi-realisasi.yaml --actor budi:Budi:finance'],
  );

  writing(
    command(
      'note <renja> <section> <file>',
      { id: 'menulis sebuah bagian teks dokumen', en: "write a section of the document's text" },
      ['renja note probolinggo-dkumpp-2022 permasalahan permasalahan.txt --actor budi:Budi:planner'],
    ),
  ).action(async (renja: string, section: string, file: string, options) => {
    const { note } = await import('./write.js');
    await note(contextOf(options), renja, section, file, options);
  });

  writing(
    command(
      'answer <renja> <finding> <file>',
      { id: 'menanggapi sebuah temuan, dengan teks dari berkas', en: 'answer a finding, with the text of a file' },
      ['renja answer probolinggo-dkumpp-2022 late-document:R003 tanggapan.txt --actor budi:Budi:finance'],
    ),
  )
    .option('--document <file>', say({ id: 'dokumennya (YAML atau JSON)', en: 'its document (YAML or JSON)' }))
    .action(async (renja: string, finding: string, file: string, options) => {
      const { answer } = await import('./write.js');
      await answer(contextOf(options), renja, finding, file, options);
    });

  fromFile(
    'close',
    'close <renja> <file>',
    { id: 'menutup Renja dengan sebuah dokumen', en: 'close the Renja by a document' },
    ['renja close probolinggo-dkumpp-2022 docs/penutupan.yaml --actor ani:Ani:approver'],
  );

  fromFile(
    'reopen',
    'reopen <renja> <file>',
    { id: 'membuka kembali Renja yang ditutup', en: 'open a closed Renja again' },
    ['renja reopen probolinggo-dkumpp-2022 docs/penutupan.yaml --actor ani:Ani:approver'],
  );
}
