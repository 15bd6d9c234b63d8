import type { Provider } from '@nestjs/common';
import { ClientRegisteredConsumer } from './client-registered.consumer.js';
import { EmailVerificationRequestedConsumer } from './email-verification-requested.consumer.js';
import { InviteSentConsumer } from './invite-sent.consumer.js';
import { PasswordResetRequestedConsumer } from './password-reset-requested.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';
import { noticeConsumers } from './notices/notice-consumers.js';

/** Those that write to the address in a fact, and those that tell people whom this context knows. */
export const consumers: Provider[] = [
  ClientRegisteredConsumer,
  EmailVerificationRequestedConsumer,
  InviteSentConsumer,
  PasswordResetRequestedConsumer,
  UserRegisteredConsumer,
  ...noticeConsumers,
];
