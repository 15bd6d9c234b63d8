import { type Clock } from '@boardwalk/domain';
import { Messaging, type Transport } from '@boardwalk/messaging';
import { contextNames } from '@boardwalk/platform';
import { SeededRandomness } from '@boardwalk/testing';
import type { Crew, Received, Sent } from './crew.js';
import { journeyPlatform, type Surroundings } from './journey-platform.js';

type Application = Awaited<ReturnType<typeof journeyPlatform>>;

/** Every context in the process of the test. */
export class OneProcess implements Crew {
  private constructor(private readonly app: Application) {}

  /** @param transport default: facts stay in the process */
  static async start(surroundings: Surroundings, clock: Clock, transport?: Transport): Promise<OneProcess> {
    const app = await journeyPlatform(
      { ...surroundings, contexts: contextNames },
      { clock, randomness: new SeededRandomness(), ...(transport !== undefined && { transport }) },
    );
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new OneProcess(app);
  }

  async request({ method, path, headers, payload }: Sent): Promise<Received> {
    const answer = await this.app.inject({
      method,
      url: path,
      headers,
      ...(payload !== undefined && { payload }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  }

  async drain(): Promise<void> {
    await this.app.get(Messaging).drain();
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
