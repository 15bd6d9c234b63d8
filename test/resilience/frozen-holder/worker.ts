import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { startApplication } from '../chaos/application/application.ts';
import { EverythingConsumer } from '../chaos/application/consumers.ts';

// The first of the workers that delivers anything freezes: `effect` with its transaction open, after the effect is written,
// `commit` when it has sent COMMIT, before it gets the answer. A file that only one of them can make tells who is first.
const [url, name, moment, onlyOnce] = process.argv.slice(2);
if (url === undefined || name === undefined || moment === undefined || onlyOnce === undefined)
  throw new Error('usage: node worker.ts URL NAME effect|commit FILE');

type Query = (this: object, ...words: unknown[]) => unknown;
const queryable = pg.Client.prototype as unknown as { query: Query };
const send = queryable.query;
const inDelivery = new WeakSet<object>();

queryable.query = function (this: object, ...words: unknown[]) {
  const [config] = words as [string | { text: string } | undefined];
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  const answer = send.apply(this, words);
  if (moment === 'commit' && inDelivery.has(this) && text.endsWith('COMMIT')) freeze();
  if (!/insert into "chaos"."effects"/.test(text)) return answer;
  inDelivery.add(this);
  if (moment === 'effect') void Promise.resolve(answer).then(freeze);
  return answer;
};

function freeze(): void {
  try {
    writeFileSync(onlyOnce ?? '', '', { flag: 'wx' });
  } catch {
    return; // somebody did before
  }
  process.kill(process.pid, 'SIGSTOP');
}

await startApplication({ url, name, roles: ['relay', 'worker'], consumers: [EverythingConsumer] });
process.send?.('ready');
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
