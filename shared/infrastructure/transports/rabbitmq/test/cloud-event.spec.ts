import { describe, expect, it } from 'vitest';
import { propertiesOf } from '../cloud-event.js';

const message = { id: 'i', key: 'k', attributes: { id: 'i', type: 'a.b.v1', partitionkey: 'k' }, body: '{}' };

describe('what a message carries beside its body', () => {
  it('are the attributes of its fact, in the names of the AMQP binding', () => {
    expect(propertiesOf(message)).toEqual({
      messageId: 'i',
      contentType: 'application/json',
      headers: { 'cloudEvents:id': 'i', 'cloudEvents:type': 'a.b.v1', 'cloudEvents:partitionkey': 'k' },
      persistent: true,
      mandatory: true,
    });
  });

  it('is never too much for a frame', () => {
    const long = { ...message, attributes: { ...message.attributes, partitionkey: 'k'.repeat(100_000) } };
    expect(propertiesOf(long).headers).toEqual({ 'cloudEvents:id': 'i', 'cloudEvents:type': 'a.b.v1' });
  });
});
