import { hostname } from 'node:os';
import { HttpModule, ServiceToken } from '@boardwalk/http';
import { InspectionModule, ProcessDescription } from '@boardwalk/inspection';
import { Messaging, MessagingModule, PostgresTransport } from '@boardwalk/messaging';
import { PersistenceModule } from '@boardwalk/persistence';
import { ServedLogModule } from '@boardwalk/served-log';
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { otherDatabase } from './carriage/other-databases.js';
import { contexts } from './contexts.js';
import { authenticatorFor, type Foundations, FoundationsModule } from './foundations.module.js';
import { FrontDoorModule } from './front-door/front-door.module.js';
import { OperatorLink } from './front-door/operator-link.js';
import type { PlatformSettings } from './platform-settings.js';
import { version } from './version.js';

/** Connections to the database at most: for the requests and deliveries that are under way, and for the ticks. */
const connections = { web: 12, relay: 2, worker: 12 } as const;
/** For whoever asks whether the database is there, and must not stand in line behind those whom it keeps waiting. */
const spareConnections = 1;

/** Everything that runs in this process. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(private readonly messaging: Messaging) {}

  static of(settings: PlatformSettings, foundations: Foundations): DynamicModule {
    const { databaseUrl, publicUrl, roles, secret, operatorToken, spans, retentionDays, given } = settings;
    const limits = settings.rateLimits ?? false;
    const transport = settings.transport ?? new PostgresTransport(databaseUrl);
    const running = new ProcessDescription(version, settings.contexts, roles, transport.name, given);
    const owner = `${hostname()}:${process.pid}:${foundations.ids.next().slice(-8)}`;
    const size = roles.reduce((sum, role) => sum + connections[role], spareConnections);
    return {
      module: PlatformModule,
      imports: [
        FoundationsModule.with(foundations, authenticatorFor(settings, foundations)),
        CqrsModule.forRoot(),
        PersistenceModule.forRoot({
          url: databaseUrl,
          size,
          forRequests: connections.web,
          applicationName: 'boardwalk',
        }),
        MessagingModule.forRoot({
          roles: roles.filter((role) => role !== 'web'),
          transport,
          secret,
          owner,
          otherLogs: (settings.logUrls ?? []).map((url) => otherDatabase(url, secret)),
          bridges: settings.bridges ?? [],
          ...(retentionDays !== undefined && { retentionDays }),
        }),
        HttpModule.forRoot({
          title: 'Boardwalk',
          version,
          operatorToken,
          serviceToken: ServiceToken.from(secret),
          sessionCookie: 'boardwalk.session_token',
          memory: { secret, limits },
        }),
        ServedLogModule,
        InspectionModule.forRoot({ process: running, ...(spans !== undefined && { spans }) }),
        FrontDoorModule.with(running, publicUrl, new OperatorLink(foundations.ids.secret(), operatorToken)),
        ...settings.contexts.map((name) => contexts[name].module(settings)),
      ],
    };
  }

  /** After the last request, while the database is still there. */
  async onApplicationShutdown(): Promise<void> {
    await this.messaging.stop();
  }
}
