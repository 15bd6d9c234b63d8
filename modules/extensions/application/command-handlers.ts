import type { Provider } from '@nestjs/common';
import { AcceptArchiveHandler } from './accept-archive.js';
import { ConfirmPublicationHandler } from './confirm-publication.js';
import { GrantPublishingHandler } from './grant-publishing.js';
import { ImportPublicationsHandler } from './import-publications.js';
import { InitiatePublicationHandler } from './initiate-publication.js';
import { RecordCollectiveHandler } from './record-collective.js';
import { RecordPersonHandler } from './record-person.js';
import { RemoveExpiredArchiveHandler } from './remove-expired-archive.js';
import { WithdrawPublishingHandler } from './withdraw-publishing.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  InitiatePublicationHandler,
  AcceptArchiveHandler,
  ConfirmPublicationHandler,
  RemoveExpiredArchiveHandler,
  ImportPublicationsHandler,
  RecordPersonHandler,
  RecordCollectiveHandler,
  GrantPublishingHandler,
  WithdrawPublishingHandler,
];
