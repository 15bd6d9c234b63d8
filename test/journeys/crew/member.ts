/** A process of {@link SeveralProcesses}: a platform with some of the contexts, which does what it is told over IPC. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { BrokerTransport, Messaging, PostgresTransport } from '@boardwalk/messaging';
import { SeededRandomness, VirtualClock } from '@boardwalk/testing';
import { type CarrierName, openCarrier } from '../../servers/carriers.ts';
import { type JourneyPlatform, journeyPlatform } from './journey-platform.ts';

export interface Membership {
  readonly platform: JourneyPlatform;
  /** No two processes have the same chances. */
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Absent where facts stay in the database. */
  readonly carrier?: { readonly name: CarrierName; readonly url: string };
}

export interface Order {
  readonly order: 'drain' | 'time' | 'stop';
  /** The time of the journey, in milliseconds since 1970. */
  readonly now: number;
}

export type Reply =
  | { readonly reply: 'ready'; readonly url: string }
  | { readonly reply: 'done'; readonly progressed: boolean }
  | { readonly reply: 'failed'; readonly why: string };

const reply = (said: Reply): void => void process.send?.(said);

// Whose journey was broken off is told nothing any more.
const orphaned = () => process.exit(1);
process.once('disconnect', orphaned);

const [told] = (await once(process, 'message')) as [Membership];
try {
  const { platform, seed, now, carrier } = told;
  const clock = new VirtualClock(new Date(now));
  const postgres = new PostgresTransport(platform.databaseUrl);
  const transport =
    carrier === undefined
      ? postgres
      : new BrokerTransport(postgres, await openCarrier(carrier.name, carrier.url));
  const app = await journeyPlatform(platform, { clock, randomness: new SeededRandomness(seed), transport });
  await app.listen(0, '127.0.0.1');
  const obey = async ({ order, now: time }: Order): Promise<void> => {
    clock.advance(time - clock.now().getTime());
    const progressed = order === 'drain' && (await app.get(Messaging).drain());
    if (order === 'stop') {
      await app.close();
      process.off('disconnect', orphaned);
      process.disconnect?.();
    } else reply({ reply: 'done', progressed });
  };
  process.on('message', (order: Order) => {
    obey(order).catch((error: unknown) => reply({ reply: 'failed', why: String(error) }));
  });
  const { port } = app.getHttpServer().address() as AddressInfo;
  reply({ reply: 'ready', url: `http://127.0.0.1:${port}` });
} catch (error) {
  reply({ reply: 'failed', why: String(error) });
  process.disconnect?.();
}
