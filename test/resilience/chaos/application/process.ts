import { Pool } from 'pg';
import { type Carriage, startApplication } from './application.ts';
import { crews } from './consumers.ts';
import { watchSpans } from './span-watch.ts';

/** What a process of the siege says to the one that started it. */
export type Word =
  | { readonly kind: 'ready' }
  /** Bytes in memory, and how many wait for a connection of the pool. */
  | { readonly kind: 'load'; readonly rss: number; readonly waiting: number }
  /** A span that held what nobody may see. */
  | { readonly kind: 'leak'; readonly span: string };

const loadEveryMs = 500;
const say = (word: Word) => void process.send?.(word);

// A relay, or one worker of a crew: runs until it is asked to stop, or killed.
const [url, name, crewName, sink, carriage = 'null'] = process.argv.slice(2);
if (url === undefined || name === undefined || sink === undefined)
  throw new Error('usage: node process.ts URL NAME CREW|relay SINK [CARRIAGE]');

watchSpans((span) => say({ kind: 'leak', span }));
const crew = crews.find((each) => each.name === crewName);
const application = await startApplication({
  url,
  name,
  roles: [crew === undefined ? 'relay' : 'worker'],
  consumers: crew?.consumers ?? [],
  ...(crew?.name === 'letters' ? { sink } : {}),
  carriage: JSON.parse(carriage) as Carriage | null,
});
say({ kind: 'ready' });
const pool = application.context.get(Pool);
const reporting = setInterval(
  () => say({ kind: 'load', rss: process.memoryUsage.rss(), waiting: pool.waitingCount }),
  loadEveryMs,
);

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  clearInterval(reporting);
  await application.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
// Whoever started it is gone.
process.on('disconnect', () => void stop());
