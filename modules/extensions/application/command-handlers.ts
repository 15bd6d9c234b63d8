import type { Provider } from '@nestjs/common';
import { AcceptArchiveHandler } from './accept-archive.js';
import { ChangeVisibilityHandler } from './change-visibility.js';
import { ConfirmPublicationHandler } from './confirm-publication.js';
import { DeprecateExtensionHandler } from './deprecate-extension.js';
import { ForgetPersonHandler } from './forget-person.js';
import { GrantPublishingHandler } from './grant-publishing.js';
import { ImportPublicationsHandler } from './import-publications.js';
import { InitiatePublicationHandler } from './initiate-publication.js';
import { RecordCollectiveHandler } from './record-collective.js';
import { RecordCollectiveNameHandler } from './record-collective-name.js';
import { RecordDissolutionHandler } from './record-dissolution.js';
import { RecordPersonHandler } from './record-person.js';
import { RecordProfileVisibilityHandler } from './record-profile-visibility.js';
import { RecordPullHandler } from './record-pull.js';
import { RecordSuspensionHandler } from './record-suspension.js';
import { RecordUsernameHandler } from './record-username.js';
import { RemoveExpiredArchiveHandler } from './remove-expired-archive.js';
import { RestoreExtensionHandler } from './restore-extension.js';
import { TakeDownExtensionHandler } from './take-down-extension.js';
import { UndeprecateExtensionHandler } from './undeprecate-extension.js';
import { UnyankExtensionHandler } from './unyank-extension.js';
import { WithdrawPublishingHandler } from './withdraw-publishing.js';
import { YankExtensionHandler } from './yank-extension.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  InitiatePublicationHandler,
  AcceptArchiveHandler,
  ConfirmPublicationHandler,
  RemoveExpiredArchiveHandler,
  ImportPublicationsHandler,
  YankExtensionHandler,
  UnyankExtensionHandler,
  DeprecateExtensionHandler,
  UndeprecateExtensionHandler,
  ChangeVisibilityHandler,
  TakeDownExtensionHandler,
  RestoreExtensionHandler,
  RecordPullHandler,
  RecordPersonHandler,
  RecordUsernameHandler,
  RecordProfileVisibilityHandler,
  RecordSuspensionHandler,
  ForgetPersonHandler,
  RecordCollectiveHandler,
  RecordCollectiveNameHandler,
  RecordDissolutionHandler,
  GrantPublishingHandler,
  WithdrawPublishingHandler,
];
