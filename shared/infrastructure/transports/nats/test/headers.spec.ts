import { describe, expect, it } from 'vitest';
import { headersOf } from '../headers.js';

describe('the headers of a message', () => {
  it('are the attributes of its fact, as the CloudEvents binding for NATS has them', () => {
    const made = headersOf({ id: '019a', type: 'stats.points-granted', time: '2026-11-30T12:00:00.000Z' });
    expect([...made]).toEqual([
      ['ce-id', ['019a']],
      ['ce-type', ['stats.points-granted']],
      ['ce-time', ['2026-11-30T12:00:00.000Z']],
    ]);
  });

  it.each([
    ['a space and "quotes"', 'a%20space%20and%20%22quotes%22'],
    ['100 %', '100%20%25'],
    ['Zoë', 'Zo%C3%AB'],
    ['🎡', '%F0%9F%8E%A1'],
    ['two\r\nlines', 'two%0D%0Alines'],
    ['half a \uD83C', 'half%20a%20%EF%BF%BD'],
  ])('carry any text: %s', (key, written) => {
    expect(headersOf({ partitionkey: key }).get('ce-partitionkey')).toBe(written);
  });
});
