import { Command, CommanderError, Option } from 'commander';
import { LANGUAGES, type Language } from '../ledger/rejection.js';
import { readSettings } from '../settings.js';
import { speakIndonesian } from './commander-words.js';
import { Context } from './context.js';
import { FORMATS, type Format, type Words } from './output.js';
import { addUserCommands } from './program-user.js';
import { addWritingCommands } from './program-writing.js';

/** Where a run of the command line reads from and writes to. */
export type Terminal = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** All that comes in, for the few commands that read it. */
  readonly stdin?: () => Promise<string>;
};

function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = args.indexOf('--lang');
  const wanted = at >= 0 ? args[at + 1] : (args.find((arg) => arg.startsWith('--lang='))?.slice(7) ?? env.RENJA_LANG);
  return wanted === 'en' ? 'en' : 'id';
}

/**
 * Runs one `renja` command and returns its exit code: 0 ok · 1 differences, when asked for · 2 usage · 3 conflict ·
 * 4 integrity failure · 5 refused by a rule.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const language = languageOf(args, terminal.env);
  let exit = 0;
  try {
    await programFor(language, terminal, (code) => {
      exit = code;
    }).parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { failureOf } = await import('./failures.js');
    const failure = failureOf(error, language);
    if (!failure) throw error;
    terminal.stderr(`${failure.lines.join('\n')}\n`);
    return failure.exit;
  }
}

function programFor(language: Language, terminal: Terminal, setExit: (code: number) => void): Command {
  const say = (words: Words): string => words[language];
  const program = new Command('renja')
    .description(say({ id: 'Buku besar revisi anggaran Renja', en: 'The ledger of a Renja and its budget revisions' }))
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr })
    .showHelpAfterError(say({ id: '(bantuan: renja --help)', en: '(help: renja --help)' }));
  program.addHelpText(
    'after',
    `\n${say({
      id: 'Lingkungan: RENJA_DATA (folder buku besar), RENJA_TOKEN (token akun), RENJA_ACTOR (id:nama:peran, selama belum ada akun), RENJA_LANG (id, en), RENJA_REFUSE (peringatan yang ditolak)',
      en: 'Environment: RENJA_DATA (folder of the ledger), RENJA_TOKEN (token of an account), RENJA_ACTOR (id:name:role, as long as there are no accounts), RENJA_LANG (id, en), RENJA_REFUSE (warnings to refuse)',
    })}`,
  );
  if (language === 'id') speakIndonesian(program, terminal);

  /** A command with the options that all of them have. */
  const command = (usage: string, words: Words, examples: readonly string[], group = program): Command =>
    group
      .command(usage)
      .description(say(words))
      .addOption(
        new Option('-O, --output <format>', say({ id: 'bentuk keluaran', en: 'output format' }))
          .choices(FORMATS)
          .default('table'),
      )
      .addOption(
        new Option('--lang <language>', say({ id: 'bahasa', en: 'language' })).choices(LANGUAGES).default(language),
      )
      .addHelpText(
        'after',
        `\n${say({ id: 'Contoh', en: 'Examples' })}:\n${examples.map((line) => `  $ ${line}`).join('\n')}`,
      );

  const contextOf = ({ output }: { output: Format }): Context =>
    new Context(readSettings(terminal.env), language, output, terminal.stdout, terminal.stderr, terminal.stdin);

  const at = (made: Command): Command =>
    made
      .addOption(
        new Option(
          '--at <point>',
          say({
            id: 'keadaan pada titik: murni, p-apbd, sebelum, r118, now',
            en: 'as of a point: murni, p-apbd, sebelum, r118, now',
          }),
        ).conflicts(['asOf', 'effectiveOn']),
      )
      .addOption(
        new Option(
          '--as-of <time>',
          say({
            id: 'keadaan menurut yang tercatat sampai saat ini, seperti 2022-10-03T08:00+07:00',
            en: 'as it was recorded up to this instant, such as 2022-10-03T08:00+07:00',
          }),
        ).conflicts('effectiveOn'),
      )
      .option(
        '--effective-on <day>',
        say({
          id: 'keadaan yang berlaku pada hari ini menurut tanggal dokumennya, seperti 2022-10-03',
          en: 'as in effect on this day by the dates of the documents, such as 2022-10-03',
        }),
      );
  const level = (made: Command): Command =>
    made.option(
      '--level <level>',
      say({
        id: 'tingkat: urusan, bidang, program, kegiatan, subkegiatan',
        en: 'level: urusan, bidang, program, kegiatan, subkegiatan',
      }),
    );

  command(
    'import <manifest>',
    { id: 'memasukkan dokumen Renja sebuah kantor', en: "bring an office's Renja document into the ledger" },
    [
      'renja import seeds/probolinggo-2022/manifest.yaml --dry-run',
      'renja import seeds/probolinggo-2022/manifest.yaml',
    ],
  )
    .option(
      '--dry-run',
      say({ id: 'hanya uji coba: sebut yang akan dicatat', en: 'only try: say what would be recorded' }),
    )
    .action(async (manifest: string, options) => {
      const { importCommand } = await import('./import-command.js');
      await importCommand(contextOf(options), manifest, options);
    });

  level(
    at(
      command(
        'show <renja> [kode]',
        { id: 'isi Renja dengan jumlah di setiap tingkat', en: 'the Renja with totals at every level' },
        [
          'renja show probolinggo-dkumpp-2022',
          'renja show probolinggo-dkumpp-2022 2.17.01.2.06 --at murni',
          'renja show probolinggo-dkumpp-2022 --level program -O csv',
        ],
      ),
    ),
  ).action(async (renja: string, kode: string | undefined, options) => {
    const { show } = await import('./show.js');
    await show(contextOf(options), renja, kode, options);
  });

  level(
    command('diff <renja> <range>', { id: 'perbedaan antara dua titik', en: 'what changed between two points' }, [
      'renja diff probolinggo-dkumpp-2022 murni..p-apbd',
      'renja diff probolinggo-dkumpp-2022 murni..p-apbd --level program --filter naik',
      "renja diff probolinggo-dkumpp-2022 '#100..now' -O json",
    ]),
  )
    .addOption(
      new Option(
        '--filter <filter>',
        say({ id: 'hanya naik, turun, atau target', en: 'only naik (up), turun (down), or target' }),
      ).choices(['naik', 'turun', 'target']),
    )
    .option('--all', say({ id: 'juga baris yang tidak berubah', en: 'rows that did not change, too' }))
    .option('--exit-code', say({ id: 'keluar dengan 1 bila ada perbedaan', en: 'exit with 1 where anything differs' }))
    .action(async (renja: string, range: string, options) => {
      const { diff } = await import('./diff.js');
      const differs = await diff(contextOf(options), renja, range, options);
      if (differs && options.exitCode) setExit(1);
    });

  command('log <renja>', { id: 'jejak perubahan, yang lama lebih dahulu', en: 'the trail of changes, oldest first' }, [
    'renja log probolinggo-dkumpp-2022 --last 10',
    'renja log probolinggo-dkumpp-2022 --kode 2.17.01.2.06 -O csv',
  ])
    .option('--kode <kode>', say({ id: 'baris dengan kode ini dan bawahannya', en: 'rows of this code and below it' }))
    .option('--actor <id>', say({ id: 'oleh akun ini', en: 'by this account' }))
    .option('--since <time>', say({ id: 'dicatat sejak waktu ini', en: 'recorded since this time' }))
    .option('--last <n>', say({ id: 'n yang terakhir', en: 'the last n' }))
    .action(async (renja: string, options) => {
      const { log } = await import('./trail.js');
      await log(contextOf(options), renja, options);
    });

  command(
    'blame <renja> <kode>',
    { id: 'peristiwa yang membentuk sebuah angka', en: 'the events that make up a figure' },
    [
      'renja blame probolinggo-dkumpp-2022 2.17.01.2.06.01 --field pagu',
      'renja blame probolinggo-dkumpp-2022 L0080 --field target',
    ],
  )
    .option('--field <field>', say({ id: 'pagu atau target', en: 'pagu or target' }), 'pagu')
    .action(async (renja: string, kode: string, options) => {
      const { blame } = await import('./trail.js');
      await blame(contextOf(options), renja, kode, options);
    });

  command(
    'revisions <renja> [revision]',
    {
      id: 'daftar revisi dengan dasar hukumnya, atau isi salah satunya',
      en: 'the revisions with their legal basis, or what one of them changes',
    },
    ['renja revisions probolinggo-dkumpp-2022', 'renja revisions probolinggo-dkumpp-2022 P-APBD-2022'],
  ).action(async (renja: string, revision: string | undefined, options) => {
    const { revisions } = await import('./registers.js');
    await revisions(contextOf(options), renja, revision);
  });

  at(
    command('evaluation <renja>', { id: 'Tabel 2.1: target dan realisasi', en: 'Table 2.1: targets and realisasi' }, [
      'renja evaluation probolinggo-dkumpp-2022 --period 2022-TW2',
    ]),
  )
    .option(
      '--period <period>',
      say({
        id: 'periode seperti 2022-TW2; yang terakhir bila kosong',
        en: 'period such as 2022-TW2; the latest where left out',
      }),
    )
    .action(async (renja: string, options) => {
      const { showEvaluation } = await import('./registers.js');
      await showEvaluation(contextOf(options), renja, options);
    });

  addWritingCommands({ command, say, contextOf });
  const group = (name: string, words: Words): Command => program.command(name).description(say(words));
  addUserCommands({ command, say, contextOf, group });

  command(
    'copy',
    {
      id: 'menyalin buku besar ke penyimpanan lain, dan membuktikan bahwa keduanya sama',
      en: 'copy the ledger to another store, and prove that both are the same',
    },
    [
      "renja copy --from sqlite:data/ledger.db --to 'esdb://renja:KATASANDI@db.example:2113?tls=true'",
      "renja copy --from 'esdb://127.0.0.1:2113?tls=false' --to sqlite:cadangan/ledger.db",
    ],
  )
    .requiredOption(
      '--from <store>',
      say({ id: 'asal: sqlite:BERKAS atau esdb://…', en: 'source: sqlite:FILE or esdb://…' }),
    )
    .requiredOption(
      '--to <store>',
      say({ id: 'tujuan, kosong atau salinan yang terputus', en: 'target, empty or a copy that was cut off' }),
    )
    .action(async (options) => {
      const { copyCommand } = await import('./copy.js');
      await copyCommand(contextOf(options), options);
    });

  command('check', { id: 'memeriksa keutuhan seluruh buku besar', en: 'verify the whole ledger' }, [
    'renja check',
  ]).action(async (options) => {
    const { checkCommand } = await import('./check-command.js');
    if (!(await checkCommand(contextOf(options)))) setExit(4);
  });

  command(
    'backup <folder>',
    {
      id: 'mencadangkan buku besar dan akunnya, juga selagi dipakai',
      en: 'back up the ledger and its accounts, also while in use',
    },
    ['renja backup cadangan/2022-10-03'],
  ).action(async (folder: string, options) => {
    const { backupCommand } = await import('./backup.js');
    await backupCommand(contextOf(options), folder);
  });

  command(
    'restore <folder>',
    { id: 'memulihkan buku besar dari sebuah cadangan', en: 'restore the ledger from a backup' },
    ['renja restore cadangan/2022-10-03', 'renja restore cadangan/2022-10-03 --replace'],
  )
    .option(
      '--replace',
      say({
        id: 'pindahkan yang ada ke RENJA_DATA/replaced-WAKTU; tidak ada yang dihapus',
        en: 'move what is there into RENJA_DATA/replaced-TIME; nothing is deleted',
      }),
    )
    .action(async (folder: string, options) => {
      const { restoreCommand } = await import('./restore.js');
      await restoreCommand(contextOf(options), folder, options);
    });

  command('serve', { id: 'melayani API di RENJA_HOST:RENJA_PORT', en: 'serve the API at RENJA_HOST:RENJA_PORT' }, [
    'renja serve',
    'RENJA_PORT=8080 renja serve',
  ]).action(async (options) => {
    const { serveCommand } = await import('./serve.js');
    await serveCommand(contextOf(options));
  });

  command(
    'schema [event]',
    {
      id: 'skema JSON dari setiap peristiwa yang disimpan, atau salah satunya',
      en: 'the JSON Schema of every stored event, or of one',
    },
    ['renja schema', 'renja schema PaguIncreased'],
  ).action(async (event: string | undefined, options) => {
    const { schema } = await import('./schema.js');
    schema(contextOf(options), event);
  });
  return program;
}
