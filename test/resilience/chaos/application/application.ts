import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { BrokerTransport, type MessagingRole, PostgresTransport } from '@boardwalk/messaging';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import { type CarrierName, openCarrier } from '../../../servers/carriers.ts';
import type { Crew } from './consumers.ts';
import { NoteEffectHandler, Worker } from './effects.ts';
import { Letters, SinkUrl } from './letters.ts';

/** What facts travel over. */
export interface Carriage {
  readonly carrier: CarrierName;
  /** Where its server is. */
  readonly url: string;
}

export interface ChaosSettings {
  readonly url: string;
  readonly name: string;
  /** Without roles it only writes. */
  readonly roles: readonly MessagingRole[];
  readonly consumers: Crew['consumers'];
  /** Where letters go, if they are sent here. */
  readonly sink?: string;
  /** Absent or null: they stay in the database. */
  readonly carriage?: Carriage | null;
}

/** The pipeline as the platform has it, with the consumers of one crew. */
export async function startApplication(settings: ChaosSettings): Promise<MessagingApplication> {
  const { url, name, roles, consumers, sink, carriage = null } = settings;
  class ChaosModule {}
  Module({
    imports: [PersistenceModule.forContext('chaos', import.meta.url)],
    providers: [
      { provide: Worker, useValue: ownerOf(name, process.pid) },
      NoteEffectHandler,
      ...consumers,
      ...(sink === undefined ? [] : [{ provide: SinkUrl, useValue: sink }, Letters]),
    ],
  })(ChaosModule);
  return startMessagingApplication({
    ...{ url, name, roles, modules: [ChaosModule] },
    ...(carriage !== null && {
      transport: new BrokerTransport(
        new PostgresTransport(url),
        await openCarrier(carriage.carrier, carriage.url),
      ),
    }),
  });
}

/** As a process is named in the leases. */
export const ownerOf = (name: string, pid: number): string => `${name} ${pid}`;
