import { rows } from './rows.ts';
import { type Choices, type Outcome, Stage } from './stage.ts';

/** What the process of a row tells the one that started it. */
export type Told = { readonly report: string } | { readonly outcome: Outcome };

const [id = '', choices = '{}'] = process.argv.slice(2);
const tell = (told: Told) => void process.send?.(told);

const load = rows[id];
if (load === undefined) throw new Error(`There is no row ${id}.`);
const { row } = await load();
tell({ report: row.title });

const stage = new Stage(JSON.parse(choices) as Choices, (report) => tell({ report }));
/** A client whose server was ended before it may wait for it for ever; longer than this, in milliseconds, nobody waits. */
const longestEndMs = 15_000;

/** Nobody waits for the figures any more, or there will be none; the servers must not stay behind. */
const abandon = () => {
  setTimeout(() => process.exit(1), longestEndMs).unref();
  void stage[Symbol.asyncDispose]().finally(() => process.exit(1));
};
for (const news of ['disconnect', 'SIGINT', 'SIGTERM']) process.once(news, abandon);
process.on('uncaughtException', (error) => {
  console.error(error);
  abandon();
});
try {
  tell({ outcome: await row.run(stage) });
} finally {
  await stage[Symbol.asyncDispose]();
}
process.off('disconnect', abandon);
process.disconnect?.();
