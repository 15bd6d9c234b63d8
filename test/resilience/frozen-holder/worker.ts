import pg from 'pg';
import { startApplication } from '../hostile-writers/application.ts';

// A worker that freezes in the middle of its first delivery, with its transaction open: `effect` after the effect is
// written, `cursor` after the cursor is moved as well and before COMMIT. `never` does not freeze.
const [url, name, moment] = process.argv.slice(2);
if (url === undefined || name === undefined || moment === undefined)
  throw new Error('usage: node worker.ts URL NAME effect|cursor|never');

type Query = (this: object, ...words: unknown[]) => Promise<unknown>;
const queryable = pg.Client.prototype as unknown as { query: Query };
const send = queryable.query;
const inDelivery = new WeakSet<object>();
let hasFrozen = false;

queryable.query = async function (this: object, ...words: unknown[]) {
  const answer = await send.apply(this, words);
  const [config] = words as [string | { text: string } | undefined];
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  if (/insert into "hostile"."effects"/.test(text)) {
    inDelivery.add(this);
    if (moment === 'effect') freeze();
  }
  if (moment === 'cursor' && inDelivery.has(this) && /UPDATE messaging\.subscriptions/.test(text)) freeze();
  return answer;
};

function freeze(): void {
  if (hasFrozen) return;
  hasFrozen = true;
  process.kill(process.pid, 'SIGSTOP');
}

await startApplication(url, name, ['relay', 'worker']);
process.send?.('ready');
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
