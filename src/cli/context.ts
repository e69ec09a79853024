import type { Language } from '../ledger/rejection.js';
import type { Settings } from '../settings.js';
import type { EventStore } from '../store/event-store.js';
import { isThere, openStore } from '../store/open-store.js';
import { type Column, type Format, printCsv, printTable, type Words } from './output.js';

/** The command line was used in a way that cannot be carried out; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(readonly words: Words) {
    super(words.en);
  }
}

/** Said while a server of the ledger does not answer. */
export const waitingFor = (why: string): Words => ({
  id: `menunggu EventStoreDB (${why})`,
  en: `waiting for EventStoreDB (${why})`,
});

/** What every command works with. Data goes to `out`, everything else to `say`. */
export class Context {
  constructor(
    readonly settings: Settings,
    readonly language: Language,
    readonly format: Format,
    private readonly stdout: (text: string) => void,
    private readonly stderr: (text: string) => void,
    private readonly stdin: () => Promise<string> = async () => '',
  ) {}

  words(words: Words): string {
    return words[this.language];
  }

  out(text: string): void {
    this.stdout(`${text}\n`);
  }

  say(words: Words): void {
    this.stderr(`${this.words(words)}\n`);
  }

  /** The first line that comes in, such as a password. */
  async firstLine(): Promise<string> {
    return (await this.stdin()).split(/\r?\n/, 1)[0] ?? '';
  }

  /** Prints rows as the format asks: `json` as given, `csv` by columns, `table` between a heading and a footing. */
  print<Row>(view: {
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
    readonly json: unknown;
    readonly note?: (row: Row) => string;
    readonly heading?: readonly string[];
    readonly footing?: readonly string[];
  }): void {
    if (this.format === 'json') this.out(JSON.stringify(view.json, null, 2));
    else if (this.format === 'csv') this.stdout(printCsv(view.columns, view.rows));
    else {
      const table = printTable(view.columns, view.rows, this.language, view.note);
      this.out([...(view.heading ?? []), table, ...(view.footing ?? [])].join('\n'));
    }
  }

  /** The file of the ledger, for what is done with files. */
  ledgerFile(): string {
    const { store } = this.settings;
    if (store.kind === 'sqlite') return store.file;
    throw new UsageError({
      id: 'buku besar ini ada di EventStoreDB: pakai cadangan servernya, atau renja copy --from esdb://… --to sqlite:BERKAS',
      en: "this ledger is in EventStoreDB: use its server's own backup, or renja copy --from esdb://… --to sqlite:FILE",
    });
  }

  hasLedger(): boolean {
    return isThere(this.settings.store);
  }

  /** Opens the ledger for the time of one command. A command that only reads does not make a ledger. */
  async withStore<Result>(
    work: (store: EventStore) => Promise<Result>,
    { create } = { create: false },
  ): Promise<Result> {
    const { store: place } = this.settings;
    if (!create && place.kind === 'sqlite' && !this.hasLedger())
      throw new UsageError({
        id: `belum ada buku besar di ${place.file}; buat dengan renja import, atau periksa RENJA_DATA`,
        en: `there is no ledger at ${place.file} yet; make one with renja import, or check RENJA_DATA`,
      });
    const store = await openStore(place, { create, onWaiting: (why) => this.say(waitingFor(why)) });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }
}
