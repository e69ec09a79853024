import { type Context, waitingFor } from './context.js';
import { Progress } from './progress.js';

/** `renja serve`: the API, until the process is told to stop. */
export async function serveCommand(context: Context): Promise<void> {
  const { serveUntilStopped } = await import('../server.js');
  const progress = new Progress(context, { id: 'Menyusun indeks', en: 'Building the index' });
  const counting = new Progress(context, { id: 'Menghitung kejadian', en: 'Counting events' });
  await serveUntilStopped(context.settings, {
    onWaiting: (why) => context.say(waitingFor(why)),
    onCounting: (done, total) => counting.at(done, total),
    onProgress: (done, total) => {
      progress.at(done, total);
      if (done === total) progress.stop();
    },
    onListening: (url) =>
      context.say({
        id: `Melayani ${url} (API di ${url}/api/v1, uraiannya di ${url}/api/v1/openapi.json). Ctrl+C menghentikan.`,
        en: `Serving ${url} (API at ${url}/api/v1, described at ${url}/api/v1/openapi.json). Ctrl+C stops it.`,
      }),
  });
  progress.stop();
}
