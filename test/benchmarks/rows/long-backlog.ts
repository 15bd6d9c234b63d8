import { type Boardwalk, boardwalk } from '../contenders/boardwalk.ts';
import { storeFacts } from '../contenders/stored-facts.ts';
import { perEvent } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { pause } from '../measuring/load.ts';
import { type ProcessorTime, worked } from '../measuring/processor-time.ts';
import type { Figures } from '../measuring/rounds.ts';
import type { Row } from '../stage.ts';

/** Lets it deliver about so many facts; it finishes the batches at hand. */
async function deliver(contender: Boardwalk, server: ProcessorTime, facts: number): Promise<Figures> {
  const before = contender.delivered;
  const work = await worked(server, async () => {
    await contender.resume();
    while (contender.delivered - before < facts) await pause(1);
    await contender.pause();
  });
  return perEvent(work, contender.delivered - before);
}

export const row: Row = {
  title: 'the drain of some facts out of a long backlog and out of a short one, in turns; then of the rest',
  async run(stage) {
    const server = await stage.server();
    const urls = { long: await server.database('long'), short: await server.database('short') };
    const long = stage.closing(await boardwalk(urls.long));
    const short = stage.closing(await boardwalk(urls.short));
    await long.pause();
    await short.pause();
    const backlog = stage.choices.backlog;
    const slice = stage.size(10_000, 500);
    await storeFacts(urls.long, backlog);
    stage.report(`${backlog} facts lie before it`);

    const measured = await stage.inTurns({
      long: () => deliver(long, server.processor, slice),
      short: async () => {
        short.reset();
        await storeFacts(urls.short, slice);
        const figures = await deliver(short, server.processor, slice);
        await short.consumed(slice);
        return figures;
      },
    });
    const rest = backlog - long.delivered;
    const work = await worked(server.processor, async () => {
      await long.resume();
      await long.consumed(backlog);
    });
    const finding = (figure: string, what: string, judged: boolean) =>
      compared(measured, {
        what,
        figure,
        unit: '/s',
        ours: 'long',
        theirs: 'short',
        ...(judged && { target: { atLeast: 0.95 } }),
      });
    return {
      findings: [
        finding('perProcessorSecond', 'long backlog to short, per second of processor time', true),
        finding('perSecond', 'long backlog to short', false),
      ],
      measured,
      notes: [`The remaining ${rest} of ${backlog} went at ${Math.round(rest / work.seconds)}/s.`],
    };
  },
};
