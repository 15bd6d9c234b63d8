import pg from 'pg';
import { boardwalk } from '../contenders/boardwalk.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { drained } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { pause } from '../measuring/load.ts';
import { inTurns, type Figures } from '../measuring/rounds.ts';
import { quantile } from '../measuring/statistics.ts';
import { type Row, type Stage, statements } from '../stage.ts';

/** A server of its own with a pipeline on it, since a snapshot knows the transactions of all databases of a server. */
async function pipeline(stage: Stage) {
  const server = await stage.server();
  const url = await server.database('pipeline');
  await statements(url, ['CREATE TABLE unrelated (id integer)']);
  const arrivals = new Arrivals();
  let probing = false;
  const contender = stage.closing(await boardwalk(url, { onMessage: (n) => probing && arrivals.arrived(n) }));
  const facts = stage.size(6_000, 200);
  const probes = stage.size(300, 5);
  const turn = async (): Promise<Figures> => {
    const drain = await drained(contender, server.processor, facts);
    contender.reset();
    probing = true;
    const latencies: number[] = [];
    for (let n = 0; n < probes; n += 1) {
      latencies.push(await arrivals.latencyOf(n, () => contender.publish(n)));
      await pause(2);
    }
    await contender.consumed(probes);
    probing = false;
    return { ...drain, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  };
  return { url, turn };
}

export const row: Row = {
  title: 'an unrelated transaction that has written stays open, on one server of two alike',
  async run(stage) {
    const undisturbed = await pipeline(stage);
    const disturbed = await pipeline(stage);
    await undisturbed.turn();
    await disturbed.turn();

    const unrelated = new pg.Client({ connectionString: disturbed.url });
    await unrelated.connect();
    stage.closing({ stop: () => unrelated.end() });
    await unrelated.query('BEGIN');
    await unrelated.query('INSERT INTO unrelated VALUES (1)');
    const opened = performance.now();
    const open = () => (performance.now() - opened) / 1000;

    const contestants = { disturbed: disturbed.turn, undisturbed: undisturbed.turn };
    const measured = await inTurns(stage.rounds, contestants, stage.report);
    // As many more rounds as the transaction has to stay open.
    while (open() < stage.choices.seconds) {
      for (const [name, turn] of Object.entries(contestants)) measured.enter(name, await turn());
      stage.report(`open for ${open().toFixed(0)} s`);
    }
    const { rows } = await unrelated.query<{ status: string }>(
      'SELECT pg_xact_status(pg_current_xact_id()) AS status',
    );
    if (rows[0]?.status !== 'in progress')
      throw new Error('The unrelated transaction was not open all the time.');
    const seconds = open();
    await unrelated.query('ROLLBACK');

    const finding = (
      figure: string,
      what: string,
      unit: string,
      target?: { atLeast: number } | { atMost: number },
    ) =>
      compared(measured, {
        what,
        figure,
        unit,
        ours: 'disturbed',
        theirs: 'undisturbed',
        ...(target !== undefined && { target }),
      });
    return {
      findings: [
        finding('perProcessorSecond', 'drain, per second of processor time', '/s', { atLeast: 0.95 }),
        finding('processor', 'drain, processor time per fact', 'µs'),
        finding('perSecond', 'drain', '/s'),
        finding('p99', 'latency p99', 'ms', { atMost: 1.1 }),
      ],
      measured,
      notes: [`The unrelated transaction was open for ${seconds.toFixed(0)} s.`],
    };
  },
};
