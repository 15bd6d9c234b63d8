import type { Provider } from '@nestjs/common';
import { AcceptInviteHandler } from './accept-invite.js';
import { ConfirmAddressHandler } from './confirm-address.js';
import { FoundCollectiveHandler } from './found-collective.js';
import { ImportCollectiveHandler } from './import-collective.js';
import { ImportMemberHandler } from './import-member.js';
import { InviteMemberHandler } from './invite-member.js';
import { RemoveMemberHandler } from './remove-member.js';
import { WelcomePersonHandler } from './welcome-person.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  FoundCollectiveHandler,
  InviteMemberHandler,
  AcceptInviteHandler,
  RemoveMemberHandler,
  WelcomePersonHandler,
  ConfirmAddressHandler,
  ImportCollectiveHandler,
  ImportMemberHandler,
];
