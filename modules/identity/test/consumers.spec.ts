import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import type { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { RecordAccountDeletion } from '../application/record-account-deletion.js';
import { AccountDeletedConsumer } from '../presentation/consumers/account-deleted.consumer.js';
import { noon } from './people.js';

describe('AccountDeletedConsumer', () => {
  it('takes id and time from the fact', () => {
    const fact = new AccountDeletedIntegrationEvent({ userId: 'u-ada' });
    const metadata = { eventId: 'e-1', occurredAt: noon.toISOString() };
    Object.defineProperty(fact, 'metadata', { value: metadata });
    const consumer = new AccountDeletedConsumer({} as CommandBus);
    expect(consumer.toCommand(fact)).toEqual(new RecordAccountDeletion('u-ada', noon, 'e-1'));
  });
});
