import { realpathSync } from 'node:fs';
import { placeIn } from '../settings.js';
import { AnotherLedger, copyLedger } from '../store/copy.js';
import { WrongRevision } from '../store/event-store.js';
import { isThere, openStore, type StorePlace, shownPlace } from '../store/open-store.js';
import { type Context, UsageError, waitingFor } from './context.js';
import { Progress } from './progress.js';

/** Where a file really is, however it is written. Of a server, its address is all that is known. */
const realPlace = (place: StorePlace): string =>
  place.kind === 'sqlite' ? realpathSync(place.file) : place.connection;

/** `renja copy`: takes a ledger from one store to another, and proves that both hold the same. */
export async function copyCommand(
  context: Context,
  written: { readonly from: string; readonly to: string },
): Promise<void> {
  const { data } = context.settings;
  const [source, target] = [placeIn('--from ', written.from, data), placeIn('--to ', written.to, data)];
  const [from, to] = [shownPlace(written.from), shownPlace(written.to)];
  if (!isThere(source))
    throw new UsageError({ id: `tidak ada buku besar di ${from}`, en: `there is no ledger at ${from}` });
  if (written.from === written.to || (isThere(target) && realPlace(source) === realPlace(target)))
    throw new UsageError({ id: 'asal dan tujuan sama', en: 'the source and the target are the same' });
  const bars = {
    copy: new Progress(context, { id: 'Menyalin', en: 'Copying' }),
    compare: new Progress(context, { id: 'Membandingkan', en: 'Comparing' }),
  };
  const onWaiting = (why: string): void => context.say(waitingFor(why));
  const opened = await openStore(source, { create: false, onWaiting });
  try {
    const other = await openStore(target, { create: true, onWaiting });
    try {
      const copied = await copyLedger(opened, other, (step, done, total) => bars[step].at(done, total));
      const { position, leaf, since } = copied;
      if (context.format === 'json') context.out(JSON.stringify({ from, to, ...copied }, null, 2));
      else
        context.out(
          context.words({
            id: `Sama: ${position} peristiwa di ${from} dan ${to} (${copied.copied} baru disalin), sampai daun ${leaf ?? '-'}.`,
            en: `The same: events ${position} at ${from} and ${to} (${copied.copied} copied now), up to leaf ${leaf ?? '-'}.`,
          }),
        );
      if (since > 0)
        context.say({
          id: `Sementara itu ${since} peristiwa ditambahkan di ${from}: hentikan yang menulis ke sana, lalu jalankan lagi.`,
          en: `Meanwhile ${since} events were added at ${from}: stop whatever writes there, and run this again.`,
        });
    } finally {
      await other.close();
    }
  } catch (error) {
    // Where the target grows by others' events, it is another ledger too.
    if (!(error instanceof AnotherLedger) && !(error instanceof WrongRevision)) throw error;
    throw new UsageError({
      id: `${to} memuat buku besar lain (${error.message}); salin ke tempat yang kosong`,
      en: `${to} holds another ledger (${error.message}); copy to an empty place`,
    });
  } finally {
    for (const bar of Object.values(bars)) bar.stop();
    await opened.close();
  }
}
