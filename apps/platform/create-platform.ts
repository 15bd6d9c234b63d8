import { SystemClock, SystemIds, SystemRandomness } from '@boardwalk/domain';
import { configureHttp, createHttpAdapter } from '@boardwalk/http';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PlatformModule } from './platform.module.js';
import type { PlatformSettings } from './platform-settings.js';

/**
 * A platform that is put together and does nothing yet. In order: `app.get(Migrations).run()`, `app.init()` or
 * `app.listen()`, and `app.get(Messaging).start()` where facts are to be delivered without being asked to.
 * `app.close()` ends it: requests first, then messaging, then the connections.
 */
export async function createPlatform(settings: PlatformSettings): Promise<NestFastifyApplication> {
  const clock = settings.clock ?? new SystemClock();
  const ids = settings.ids ?? new SystemIds(clock);
  const randomness = settings.randomness ?? new SystemRandomness();
  const app = await NestFactory.create<NestFastifyApplication>(
    PlatformModule.of(settings, { clock, ids, randomness }),
    createHttpAdapter({
      ...(settings.drainMs !== undefined && { drainMs: settings.drainMs }),
      ...(settings.trustedProxies !== undefined && { trustedProxies: settings.trustedProxies }),
    }),
    { logger: settings.logger ?? false, abortOnError: false },
  );
  configureHttp(app);
  return app;
}
