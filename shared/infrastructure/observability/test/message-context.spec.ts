import { describe, expect, it } from 'vitest';
import { currentMessageContext, messagingAttributes, runWithMessageContext, sourceOf } from '../index.js';

describe('the message context', () => {
  it('belongs to the chain that runs, and to no other', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((correlationId) =>
        runWithMessageContext({ correlationId }, async () => {
          await Promise.resolve();
          return currentMessageContext()?.correlationId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(currentMessageContext()).toBeUndefined();
  });
});

describe('names', () => {
  it('say where a fact comes from', () => {
    class Contract {
      static readonly type = 'collectives.member-joined.v1';
      static readonly key = 'collectiveId';
      readonly metadata = undefined as never;
    }
    expect(sourceOf(Contract)).toBe('/contexts/collectives');
  });

  it('bear the system under its new name and the one that viewers read', () => {
    expect(messagingAttributes('postgresql', 'process', 'x.y.v1')).toEqual({
      'messaging.system.name': 'postgresql',
      'messaging.system': 'postgresql',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'x.y.v1',
    });
  });
});
