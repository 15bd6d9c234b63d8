import { Replays } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing/until';
import type { MessagingApplication } from '@boardwalk/testing/messaging-application';
import { patiently } from './witness.ts';

/** Another worker has to take the lane, also on a busy machine. */
const stallMs = 60_000;

/** Has everything that a subscription ever took delivered once more, into the shadow of its tables. */
export async function replayIntoShadow(
  { context }: MessagingApplication,
  subscription: string,
): Promise<void> {
  const replays = context.get(Replays);
  const { id } = await replays.start({ subscription, mode: 'shadow', from: { tick: 0, pos: 0 } });
  await until(
    'the end of the replay',
    async () => {
      const { state, position } = await patiently(() => replays.get(id));
      return state === 'running' ? notYet(position) : state;
    },
    { stallMs, everyMs: 100 },
  );
}
