import { type Command, Option } from 'commander';
import type { Words } from './output.js';
import type { Making } from './program-writing.js';

/** The accounts: who there is, what they may do, and the tokens by which they are known. */
export function addUserCommands({
  command,
  say,
  contextOf,
  group,
}: Making & { group(name: string, words: Words): Command }): void {
  const user = group('user', { id: 'akun, peran, dan tokennya', en: 'accounts, their roles and their tokens' });
  const under = (usage: string, words: Words, ...examples: string[]): Command => command(usage, words, examples, user);
  const fromStdin = (made: Command): Command =>
    made.option(
      '--password-stdin',
      say({
        id: 'kata sandi dari baris pertama stdin; tanpa ini dibuatkan dan dicetak sekali',
        en: 'the password is the first line of stdin; otherwise one is made and printed once',
      }),
    );
  const dryRun = (made: Command): Command => made.option('--dry-run', say({ id: 'hanya uji coba', en: 'only try' }));

  fromStdin(
    under(
      'add <id>',
      {
        id: 'menambah akun; yang pertama dengan --admin, tanpa token',
        en: 'add an account; the first with --admin and without a token',
      },
      'renja user add tini --name "Tini" --admin',
      'renja user add budi --name "Budi" --password-stdin < sandi.txt',
    ),
  )
    .addOption(
      new Option('--name <name>', say({ id: 'nama orangnya', en: 'name of the person' })).makeOptionMandatory(),
    )
    .option('--admin', say({ id: 'dengan peran admin untuk *', en: 'with the role admin for *' }))
    .action(async (id: string, options) => {
      const { addUser } = await import('./user.js');
      await addUser(contextOf(options), id, options);
    });

  dryRun(
    under(
      'grant <id> <role> <scope>',
      {
        id: 'memberi peran; cakupannya *, kode pemda, atau pemda/perangkat daerah',
        en: 'grant a role; its scope is *, the code of a pemda, or pemda/agency',
      },
      'renja user grant budi finance 35.74/2.17.3.30.3.31.01.0000',
      'renja user grant ani approver 35.74',
      'renja user grant oidc:197001012000031001 auditor "*"',
    ),
  ).action(async (id: string, role: string, scope: string, options) => {
    const { changeRole } = await import('./user-roles.js');
    await changeRole(contextOf(options), 'GrantRole', { id, role, scope }, options);
  });

  dryRun(
    under(
      'revoke <id> <role> <scope>',
      { id: 'mencabut peran; berlaku seketika', en: 'revoke a role, at once' },
      'renja user revoke budi finance 35.74/2.17.3.30.3.31.01.0000',
    ),
  ).action(async (id: string, role: string, scope: string, options) => {
    const { changeRole } = await import('./user-roles.js');
    await changeRole(contextOf(options), 'RevokeRole', { id, role, scope }, options);
  });

  under('list', { id: 'semua akun dengan perannya', en: 'all accounts with their roles' }, 'renja user list').action(
    async (options) => {
      const { listUsers } = await import('./user-roles.js');
      await listUsers(contextOf(options));
    },
  );

  fromStdin(
    under(
      'passwd <id>',
      {
        id: 'mengganti kata sandi sendiri, atau sebagai admin milik akun lain',
        en: 'change your own password or, as an admin, that of another account',
      },
      'renja user passwd budi --password-stdin < sandi.txt',
    ),
  ).action(async (id: string, options) => {
    const { changePassword } = await import('./user.js');
    await changePassword(contextOf(options), id, options);
  });

  under(
    'token <id>',
    {
      id: 'membuat token; kata sandi akun dibaca dari stdin, token dicetak sekali',
      en: 'make a token; the password of the account is read from stdin, the token is printed once',
    },
    'export RENJA_TOKEN=$(renja user token budi < sandi.txt)',
    'renja user token budi --label laptop --days 30',
  )
    .option('--label <label>', say({ id: 'untuk mengenalinya dalam daftar', en: 'to know it by in the list' }), '')
    .option('--days <days>', say({ id: 'berlaku sekian hari, 1 sampai 365', en: 'lasts so many days, 1 to 365' }), '90')
    .action(async (id: string, options) => {
      const { makeToken } = await import('./user.js');
      await makeToken(contextOf(options), id, options);
    });

  const ofAccount = (made: Command): Command =>
    made.option('--of <id>', say({ id: 'milik akun lain, bagi admin', en: 'those of another account, for an admin' }));

  ofAccount(
    under(
      'tokens',
      { id: 'token akun sendiri, tanpa rahasianya', en: 'your own tokens, without their secrets' },
      'renja user tokens',
    ),
  ).action(async (options) => {
    const { listTokens } = await import('./user.js');
    await listTokens(contextOf(options), options);
  });

  ofAccount(
    under(
      'untoken <token>',
      { id: 'mencabut sebuah token; berlaku seketika', en: 'revoke a token, at once' },
      'renja user untoken 0123456789ab',
    ),
  ).action(async (token: string, options) => {
    const { revokeToken } = await import('./user.js');
    await revokeToken(contextOf(options), token, options);
  });
}
