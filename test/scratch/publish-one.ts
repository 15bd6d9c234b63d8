// Run by node itself, in a scratch copy: starts that copy's platform with all its contexts, publishes one extension through
// its own routes, delivers, and prints what the subscriptions of a context and the context's tables then say.
// node test/scratch/publish-one.ts <database url> <context>
import { tmpdir } from 'node:os';
import { Messaging } from '@boardwalk/messaging';
import { Migrations } from '@boardwalk/persistence';
import { contextNames, createPlatform } from '@boardwalk/platform';
import { Pool } from 'pg';

export interface Outcome {
  readonly statuses: readonly string[];
  readonly subscriptions: readonly { readonly name: string; readonly lag: number; readonly dead: number }[];
  /** Table → rows, each as text. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

const [, , databaseUrl = '', context = ''] = process.argv;
const operatorToken = 'operator-of-the-scratch-copy-0123456789';
const at = '2026-03-17T18:21:17Z';

const app = await createPlatform({
  contexts: contextNames,
  roles: ['web'],
  databaseUrl,
  secret: 'secret-of-the-scratch-copy-0123456789abcdef',
  operatorToken,
  publicUrl: 'http://127.0.0.1:3000',
  home: tmpdir(),
});
await app.get(Migrations).run();
await app.init();
await app.getHttpAdapter().getInstance().ready();

const headers = { authorization: `Bearer ${operatorToken}` };
async function bring(what: string, payload: object): Promise<string> {
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: `/api/v1/operator/${what}:import`,
    headers,
    payload,
  });
  await app.get(Messaging).drain();
  return `${what} ${statusCode} ${body}`;
}

const statuses = [
  await bring('users', { users: [{ username: 'ada', registeredAt: at }] }),
  await bring('collectives', {
    collectives: [{ slug: 'tide-pool', name: 'Tide Pool', founder: 'ada', foundedAt: at }],
    members: [],
  }),
  await bring('publications', {
    lines: [
      {
        ...{ line: 1, publishedAt: at, name: '@tide-pool/gulls', version: '2026.03.17.1', author: 'ada' },
        ...{ platforms: [], labels: [], contents: { models: 1 }, dependencies: [] },
      },
    ],
  }),
];
const { body } = await app.inject({ url: '/api/v1/operator/consumers', headers });
await app.close();

const pool = new Pool({ connectionString: databaseUrl });
const tables = await pool.query<{ name: string }>(
  'select table_name as name from information_schema.tables where table_schema = $1',
  [context],
);
const rows: Record<string, string[]> = {};
for (const { name } of tables.rows) {
  const found = await pool.query<{ row: string }>(
    `select row_to_json(t)::text as row from "${context}"."${name}" t`,
  );
  rows[name] = found.rows.map(({ row }) => row);
}
await pool.end();

interface Consumers {
  readonly subscriptions: { name: string; context: string; lag: number; dead: number }[];
}
const subscriptions = (JSON.parse(body) as Consumers).subscriptions
  .filter((one) => one.context === context)
  .map(({ name, lag, dead }) => ({ name, lag, dead }));
process.stdout.write(`${JSON.stringify({ statuses, subscriptions, rows } satisfies Outcome)}\n`);
