import { Clock, Ids, Randomness, SystemClock, SystemIds, SystemRandomness } from '@boardwalk/domain';
import { configureHttp, createHttpAdapter, HttpModule, ServiceToken } from '@boardwalk/http';
import { Messaging, MessagingModule, PostgresTransport } from '@boardwalk/messaging';
import { Migrations, PersistenceModule } from '@boardwalk/persistence';
import { ServedLogModule } from '@boardwalk/served-log';
import { operatorToken } from '@boardwalk/testing';
import { applicationSecret } from '@boardwalk/testing/messaging-application';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface ServingProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** A process that does nothing but serve the log of its database, as one with the role web does. @param port 0 for any free one */
export async function startServingProcess(databaseUrl: string, port = 0): Promise<ServingProcess> {
  const clock = new SystemClock();

  @Global()
  @Module({
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: new SystemIds(clock) },
      { provide: Randomness, useClass: SystemRandomness },
    ],
    exports: [Clock, Ids, Randomness],
  })
  class Sources {}

  @Module({
    imports: [
      Sources,
      CqrsModule.forRoot(),
      PersistenceModule.forRoot({ url: databaseUrl, size: 8, applicationName: 'serving' }),
      MessagingModule.forRoot({
        roles: [],
        transport: new PostgresTransport(databaseUrl),
        secret: applicationSecret,
        owner: 'serving',
      }),
      HttpModule.forRoot({
        title: 'Serving process',
        version: '0',
        sessionCookie: 'session',
        operatorToken,
        serviceToken: ServiceToken.from(applicationSecret),
      }),
      ServedLogModule,
    ],
  })
  class Serving {}

  const app = await NestFactory.create<NestFastifyApplication>(Serving, createHttpAdapter(), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  configureHttp(app);
  await app.get(Migrations).run();
  await app.listen(port, '127.0.0.1');
  await app.get(Messaging).start();
  return {
    url: await app.getUrl(),
    stop: async () => {
      await app.get(Messaging).stop();
      await app.close();
    },
  };
}
