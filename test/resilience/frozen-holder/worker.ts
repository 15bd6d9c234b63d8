import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { startApplication } from '../chaos/application/application.ts';
import { EverythingConsumer } from '../chaos/application/consumers.ts';

// The first of the workers that delivers anything freezes with its transaction open: `effect` after the effect is written,
// `cursor` after the cursor is moved as well and before COMMIT. A file that only one of them can make tells who is first.
const [url, name, moment, onlyOnce] = process.argv.slice(2);
if (url === undefined || name === undefined || moment === undefined || onlyOnce === undefined)
  throw new Error('usage: node worker.ts URL NAME effect|cursor FILE');

type Query = (this: object, ...words: unknown[]) => Promise<unknown>;
const queryable = pg.Client.prototype as unknown as { query: Query };
const send = queryable.query;
const inDelivery = new WeakSet<object>();

queryable.query = async function (this: object, ...words: unknown[]) {
  const answer = await send.apply(this, words);
  const [config] = words as [string | { text: string } | undefined];
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  if (/insert into "chaos"."effects"/.test(text)) {
    inDelivery.add(this);
    if (moment === 'effect') freeze();
  }
  if (moment === 'cursor' && inDelivery.has(this) && /UPDATE messaging\.subscriptions/.test(text)) freeze();
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
