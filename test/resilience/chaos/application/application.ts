import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import type { MessagingRole } from '@boardwalk/messaging';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import type { Crew } from './consumers.ts';
import { NoteEffectHandler, Worker } from './effects.ts';
import { Letters, SinkUrl } from './letters.ts';

export interface ChaosSettings {
  readonly url: string;
  readonly name: string;
  /** Without roles it only writes. */
  readonly roles: readonly MessagingRole[];
  readonly consumers: Crew['consumers'];
  /** Where letters go, if they are sent here. */
  readonly sink?: string;
}

/** The pipeline as the platform has it, with the consumers of one crew. */
export function startApplication(settings: ChaosSettings): Promise<MessagingApplication> {
  const { url, name, roles, consumers, sink } = settings;
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
  return startMessagingApplication({ url, name, roles, modules: [ChaosModule] });
}

/** As a process is named in the leases. */
export const ownerOf = (name: string, pid: number): string => `${name} ${pid}`;
