import { PostgresTransport } from '@boardwalk/messaging';
import pg from 'pg';
import { type Boardwalk, boardwalk } from '../contenders/boardwalk.ts';
import { perEvent } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { fromClients } from '../measuring/load.ts';
import { worked } from '../measuring/processor-time.ts';
import type { Row } from '../stage.ts';

const publishers = 32;

/** Tells nobody that facts were written. */
class SilentTransport extends PostgresTransport {
  override factsWritten(): void {
    // Readers would have to poll.
  }
}

/** A connection that hears every notification, as the relay of another process does. */
async function listener(url: string): Promise<{ readonly heard: () => number; stop(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  let heard = 0;
  client.on('notification', () => {
    heard += 1;
  });
  await client.connect();
  await client.query('LISTEN boardwalk_written');
  return { heard: () => heard, stop: () => client.end() };
}

export const row: Row = {
  title: '32 publishers with and without waking anybody; another connection listens',
  async run(stage) {
    const server = await stage.server();
    const urls = [await server.database('waking'), await server.database('silent')] as const;
    const waking = stage.closing(await boardwalk(urls[0], { roles: [] }));
    const transport = new SilentTransport(urls[1]);
    const silent = stage.closing(await boardwalk(urls[1], { roles: [], transport }));
    const listening = [stage.closing(await listener(urls[0])), stage.closing(await listener(urls[1]))];
    const count = stage.size(6_000, 100);
    const turn = (writer: Boardwalk) => async () =>
      perEvent(
        await worked(server.processor, () => fromClients(publishers, count, (n) => writer.publish(n))),
        count,
      );
    const measured = await stage.inTurns({ 'wake-up': turn(waking), 'no wake-up': turn(silent) });
    const [heard, unheard] = listening.map((each) => each.heard());
    if (heard === 0 || unheard !== 0)
      throw new Error(`${heard} and ${unheard} notifications were heard; wanted are some, and none.`);
    const finding = (figure: string, what: string, judged: boolean) =>
      compared(measured, {
        what,
        figure,
        unit: '/s',
        ours: 'wake-up',
        theirs: 'no wake-up',
        ...(judged && { target: { atLeast: 0.98 } }),
      });
    return {
      findings: [
        finding('perProcessorSecond', '32 publishers, per second of processor time', true),
        finding('perSecond', '32 publishers', false),
      ],
      measured,
      notes: [`${heard} notifications for ${count * (stage.rounds + 1)} facts`],
    };
  },
};
