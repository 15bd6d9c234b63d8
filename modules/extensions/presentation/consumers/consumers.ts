import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { AccountReinstatedConsumer } from './account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from './account-suspended.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from './collective-dissolved.consumer.js';
import { CollectiveRenamedConsumer } from './collective-renamed.consumer.js';
import { MemberJoinedConsumer } from './member-joined.consumer.js';
import { MemberRemovedConsumer } from './member-removed.consumer.js';
import { MemberRoleChangedConsumer } from './member-role-changed.consumer.js';
import { ProfileVisibilityChangedConsumer } from './profile-visibility-changed.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';

export const consumers = [
  UserRegisteredConsumer,
  UsernameChangedConsumer,
  ProfileVisibilityChangedConsumer,
  AccountSuspendedConsumer,
  AccountReinstatedConsumer,
  AccountDeletedConsumer,
  CollectiveCreatedConsumer,
  CollectiveRenamedConsumer,
  CollectiveDissolvedConsumer,
  MemberJoinedConsumer,
  MemberRoleChangedConsumer,
  MemberRemovedConsumer,
];
