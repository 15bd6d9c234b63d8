import type { Provider } from '@nestjs/common';
import { AcceptInviteHandler } from './accept-invite.js';
import { ChangeMemberRoleHandler } from './change-member-role.js';
import { ConfirmAddressHandler } from './confirm-address.js';
import { CreateCollectiveTokenHandler } from './create-collective-token.js';
import { DeclineInviteHandler } from './decline-invite.js';
import { DissolveCollectiveHandler } from './dissolve-collective.js';
import { ExpireInviteHandler } from './expire-invite.js';
import { ForgetPersonHandler } from './forget-person.js';
import { FoundCollectiveHandler } from './found-collective.js';
import { ImportCollectiveHandler } from './import-collective.js';
import { ImportMemberHandler } from './import-member.js';
import { InviteMemberHandler } from './invite-member.js';
import { LeaveCollectiveHandler } from './leave-collective.js';
import { RecordPublicationHandler } from './record-publication.js';
import { RecordTakeDownHandler } from './record-take-down.js';
import { RecordVisibilityHandler } from './record-visibility.js';
import { RemoveMemberHandler } from './remove-member.js';
import { RenameCollectiveHandler } from './rename-collective.js';
import { RenamePersonHandler } from './rename-person.js';
import { RevokeCollectiveTokenHandler } from './revoke-collective-token.js';
import { RevokeInviteHandler } from './revoke-invite.js';
import { SetSuspensionHandler } from './set-suspension.js';
import { ShowPersonHandler } from './show-person.js';
import { TransferOwnershipHandler } from './transfer-ownership.js';
import { WelcomePersonHandler } from './welcome-person.js';
import { WhenInviteSent } from './when-invite-sent.js';

/** Everything this context can be asked to do, and what it does by itself. */
export const useCases: Provider[] = [
  FoundCollectiveHandler,
  RenameCollectiveHandler,
  DissolveCollectiveHandler,
  InviteMemberHandler,
  RevokeInviteHandler,
  AcceptInviteHandler,
  DeclineInviteHandler,
  ExpireInviteHandler,
  RemoveMemberHandler,
  LeaveCollectiveHandler,
  ChangeMemberRoleHandler,
  TransferOwnershipHandler,
  CreateCollectiveTokenHandler,
  RevokeCollectiveTokenHandler,
  WelcomePersonHandler,
  ConfirmAddressHandler,
  RenamePersonHandler,
  SetSuspensionHandler,
  ShowPersonHandler,
  ForgetPersonHandler,
  RecordPublicationHandler,
  RecordVisibilityHandler,
  RecordTakeDownHandler,
  ImportCollectiveHandler,
  ImportMemberHandler,
  WhenInviteSent,
];
