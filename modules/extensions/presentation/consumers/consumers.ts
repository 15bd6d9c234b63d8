import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from './collective-dissolved.consumer.js';
import { CollectiveRenamedConsumer } from './collective-renamed.consumer.js';
import { MemberJoinedConsumer } from './member-joined.consumer.js';
import { MemberRemovedConsumer } from './member-removed.consumer.js';
import { MemberRoleChangedConsumer } from './member-role-changed.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';

export const consumers = [
  UserRegisteredConsumer,
  UsernameChangedConsumer,
  AccountDeletedConsumer,
  CollectiveCreatedConsumer,
  CollectiveRenamedConsumer,
  CollectiveDissolvedConsumer,
  MemberJoinedConsumer,
  MemberRoleChangedConsumer,
  MemberRemovedConsumer,
];
