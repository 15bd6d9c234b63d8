import { randomBytes } from 'node:crypto';
import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing/until';

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** A channel of a test's own, and what has come out of it. */
export class ChannelUnderTest {
  readonly name = `boardwalk.${randomBytes(6).toString('hex')}.ledger`;
  /** How often each body has landed. */
  readonly landed = new Map<string, number>();
  /** Sizes of the batches that landed. */
  readonly batches: number[] = [];

  /** Messages by their numbers. */
  messages(from: number, to: number): BrokerMessage[] {
    return upTo(to)
      .slice(from)
      .map((number) => ({
        id: `id ${number}`,
        key: `key ${number % 7}`,
        attributes: { id: `id ${number}`, partitionkey: `key ${number % 7}` },
        body: `body ${number}`,
      }));
  }

  readonly land: Land = async (bodies) => {
    this.batches.push(bodies.length);
    for (const body of bodies) this.landed.set(body, (this.landed.get(body) ?? 0) + 1);
  };

  /** Sends as a relay does: what fails is sent again. @returns how often that was */
  async sendAll(broker: Broker, count: number, batch = 100): Promise<number> {
    let failures = 0;
    for (let at = 0; at < count; at += batch)
      await until(`message ${at} is sent`, async () => {
        try {
          await broker.send(this.name, this.messages(at, Math.min(at + batch, count)));
          return true;
        } catch {
          failures += 1;
          return notYet(failures);
        }
      });
    return failures;
  }

  /** Until the first so many have landed. */
  async untilLanded(count: number): Promise<void> {
    await until(
      `${count} messages have landed`,
      async () => {
        const missing = upTo(count).filter((number) => !this.landed.has(`body ${number}`));
        return missing.length === 0 ? true : notYet({ missing: missing.length, first: missing[0] });
      },
      { stallMs: 20_000 },
    );
  }
}
