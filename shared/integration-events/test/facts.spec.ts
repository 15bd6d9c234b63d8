import { describe, expect, it } from 'vitest';
import {
  asRead,
  contractOf,
  contractOfFact,
  contracts,
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  everyContract,
  revive,
  typed,
  unhandled,
  UnhandledFactError,
} from '../index.js';

const metadata: EventMetadata = {
  eventId: '0198c1a4-7d20-7c31-9f0e-5b1d2a6e4c02',
  occurredAt: '2026-03-14T09:26:53.589Z',
  correlationId: '0198c1a4-7d20-7c31-9f0e-5b1d2a6e4c02',
  source: '/contexts/identity',
  version: 1,
  isReplay: false,
};
const entry = contracts[EmailVerifiedIntegrationEvent.type];

describe('a contract', () => {
  it('is found by its wire type', () => {
    expect(contractOf(EmailVerifiedIntegrationEvent.type)?.class).toBe(EmailVerifiedIntegrationEvent);
  });

  it.each(['identity.email-verified.v2', '__proto__', 'constructor', ''])('is not found by %j', (type) => {
    expect(contractOf(type)).toBeNull();
  });

  it('is found by an instance, and by nothing that merely looks like one', () => {
    expect(contractOfFact(new EmailVerifiedIntegrationEvent({ userId: 'u-1' }))?.type).toBe(
      EmailVerifiedIntegrationEvent.type,
    );
    expect(contractOfFact({ userId: 'u-1' })).toBeNull();
  });

  it('is one of every contract there is', () => {
    expect(everyContract).toHaveLength(Object.keys(contracts).length);
  });
});

describe('a fact that is read back', () => {
  it('is an instance of its contract with its metadata beside the data', () => {
    const fact = revive(entry, { userId: 'u-1' }, metadata);
    expect(fact).toBeInstanceOf(EmailVerifiedIntegrationEvent);
    expect(fact.metadata).toEqual(metadata);
    expect(JSON.stringify(fact)).toBe('{"userId":"u-1"}');
  });

  it('leaves out what the contract does not know', () => {
    const data = JSON.parse('{"userId":"u-1","mood":"fine","__proto__":{"isAdmin":true}}') as Record<
      string,
      unknown
    >;
    const fact = revive(entry, data, metadata);
    expect(JSON.stringify(fact)).toBe('{"userId":"u-1"}');
    expect(Object.getPrototypeOf(fact)).toBe(EmailVerifiedIntegrationEvent.prototype);
    expect('isAdmin' in fact).toBe(false);
  });
});

describe('a switch over facts', () => {
  it('sees the wire type beside the fact', () => {
    const fact = new EmailVerifiedIntegrationEvent({ userId: 'u-1' });
    expect(typed(fact)).toEqual({ type: EmailVerifiedIntegrationEvent.type, fact });
  });

  it('throws where data from elsewhere slips past the compiler', () => {
    expect(() => unhandled({ type: 'gardens.bed-planted.v1' } as never)).toThrow(UnhandledFactError);
    expect(() => typed({ userId: 'u-1' } as never)).toThrow(/No branch handles Object/);
  });
});

describe('the open form of a schema', () => {
  it('takes unknown fields, at every depth, and is otherwise the same', () => {
    const strict = {
      type: 'object',
      additionalProperties: false,
      properties: {
        place: { type: 'object', additionalProperties: false },
        tags: { items: [{ additionalProperties: false }] },
      },
      required: ['place'],
    };
    expect(asRead(strict)).toEqual({
      type: 'object',
      properties: { place: { type: 'object' }, tags: { items: [{}] } },
      required: ['place'],
    });
  });

  it('keeps a rule for the values of further fields', () => {
    expect(asRead({ additionalProperties: { type: 'string' } })).toEqual({
      additionalProperties: { type: 'string' },
    });
  });
});
