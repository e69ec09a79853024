import type { RenjaCommand } from '../../src/ledger/commands.js';
import type { Dice } from './dice.js';
import { addLines, addObjectives, newLine, newObjective } from './ledger-plan.js';
import { money } from './oracle-figures.js';
import type { Sight } from './random-changes.js';

/** Rows and objectives of a small plan, as someone might add them to a draft. */

export function lines(sight: Sight): RenjaCommand {
  const { book, now, dice } = sight;
  const [lowest, holding] = [sight.level(), sight.level(1)];
  const rows: Parameters<typeof newLine>[] = [];
  const indikator = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      teks: `Indikator ${i + 1}`,
      target: `${dice.below(4) + 1}`,
      satuan: 'unit',
    }));
  if (book.planned.length === 0)
    rows.push(
      ['u', null, { level: 'urusan' }],
      ['b', 'u', { level: 'bidang' }],
      ['p1', 'b', { level: 'program', indikator: indikator(1) }],
      ['p2', 'b', { level: 'program' }],
    );
  // Before 2021 it is the programs that money stands under, and the kegiatan that hold it.
  if (book.planned.length === 0 && holding === 'kegiatan')
    rows.push(
      ['k1', 'p1', { level: 'kegiatan', indikator: indikator(1) }],
      ['k2', 'p1', { level: 'kegiatan' }],
      ['k3', 'p2', { level: 'kegiatan' }],
    );
  const above = [...now.rows.flatMap(({ id, level }) => (level === holding ? [id] : []))];
  if (book.planned.length === 0) above.push(...(holding === 'kegiatan' ? ['k1', 'k2', 'k3'] : ['p1', 'p2']));
  for (let n = 0; n < 2 + dice.below(3); n += 1) {
    const [pad, dau] = [dice.below(900), dice.below(900)].map((sen) => money(BigInt(sen)));
    const dana = dice.below(4);
    const funds = [
      [],
      [{ dana: 'APBD', jumlah: null }],
      [
        { dana: 'PAD', jumlah: pad ?? '' },
        { dana: 'DAK', jumlah: null },
      ],
      [
        { dana: 'PAD', jumlah: pad ?? '' },
        { dana: 'DAU', jumlah: dau ?? '' },
      ],
    ][dana];
    const whole = BigInt((pad ?? '').replace('.', '')) + BigInt((dau ?? '').replace('.', ''));
    const pagu = money(dice.chance(15) ? 0n : whole);
    const forward = dice.chance(30) ? { target: '2', satuan: null, pagu: dice.chance(50) ? '7.00' : null } : null;
    rows.push([
      `s${n}`,
      dice.pick(above) ?? 'L0003',
      {
        ...{ level: lowest, indikator: indikator(dice.below(3)), prakiraanMaju: forward },
        ...(pagu === '0.00' ? { pagu, sumberDana: [] } : { pagu, sumberDana: funds ?? [] }),
      },
    ]);
  }
  const ended = now.rows.filter((row) => row.ended).map(({ id }) => id);
  const last = rows.at(-1);
  if (last && ended.length > 0 && dice.chance(25)) last[1] = dice.pick(ended) ?? null;
  if (dice.chance(25)) spoilLine(rows[dice.below(rows.length)], lowest, dice);
  return addLines(...rows.map((row) => newLine(...row)));
}

/** One row of a command becomes wrong. */
function spoilLine(row: Parameters<typeof newLine> | undefined, lowest: string, dice: Dice): void {
  if (!row) return;
  const [ref, , data] = row;
  const wrongs: readonly [() => void, ...(() => void)[]] = [
    () => (row[1] = 'L0999'),
    () => (row[1] = null),
    () => (row[1] = ref),
    () => (row[1] = 'L0002'),
    () => (row[0] = dice.pick(['u', 's0', 'L0001'])),
    () => (row[2] = { ...data, pagu: data.level === lowest ? null : '1.00' }),
    () => (row[2] = { ...data, level: 'subkegiatan' }),
    () => (row[2] = { ...data, pagu: dice.pick(['-1.00', '12', '01.00', '-0.00', '1.000']) }),
    () => (row[2] = { ...data, sumberDana: [{ dana: 'PAD', jumlah: dice.pick(['-1.00', 'x', '99.99']) }] }),
    () => (row[2] = { ...data, sumberDana: ['PAD', 'PAD'].map((dana) => ({ dana, jumlah: null })) }),
    () => (row[2] = { ...data, prakiraanMaju: { target: '1', satuan: null, pagu: dice.pick(['-1.00', 'x']) } }),
  ];
  dice.pick(wrongs)();
}

export function objectives({ book, dice }: Sight): RenjaCommand {
  const indikator = [{ teks: 'Pertumbuhan', target: '3-3,5', satuan: '%' }];
  const [tujuan] = book.goals.filter(({ kind }) => kind === 'tujuan');
  const parent = tujuan?.id ?? 't';
  const rows = [
    ...(tujuan ? [] : [{ ...newObjective('t', 'tujuan', null), indikator }]),
    { ...newObjective('s', 'sasaran', parent), indikator },
  ];
  if (!dice.chance(30)) return addObjectives(...rows);
  const wrong = dice.pick([
    newObjective('s2', 'sasaran', null),
    newObjective('s2', 'sasaran', 'O09'),
    newObjective('t2', 'tujuan', parent),
    newObjective('s2', 'sasaran', 's'),
    newObjective('s', 'sasaran', parent),
    newObjective('O01', 'tujuan', null),
  ]);
  return addObjectives(...rows, wrong);
}
