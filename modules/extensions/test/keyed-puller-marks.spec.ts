import { describe, expect, it } from 'vitest';
import { KeyedPullerMarks } from '../infrastructure/keyed-puller-marks.js';

const noon = new Date('2026-03-17T12:00:00.000Z');
const evening = new Date('2026-03-17T23:59:59.999Z');
const nextDay = new Date('2026-03-18T00:00:00.000Z');

describe('the mark of a puller', () => {
  const marks = new KeyedPullerMarks('a secret of the beach, of 32 letters and more');
  const of = (address: string, at = noon) => marks.of({ kind: 'stranger', address }, at).mark;

  it('is that of the person or the client, where there is one', () => {
    expect(marks.of({ kind: 'user', userId: 'u-ada' }, noon)).toEqual({
      mark: 'user:u-ada',
      userId: 'u-ada',
    });
    expect(marks.of({ kind: 'client', clientId: 'k-1' }, noon)).toEqual({ mark: 'client:k-1' });
  });

  it('of a stranger is the same all day long, and another one the next day', () => {
    expect(of('203.0.113.7', evening)).toBe(of('203.0.113.7'));
    expect(of('203.0.113.7', nextDay)).not.toBe(of('203.0.113.7'));
    expect(of('203.0.113.8')).not.toBe(of('203.0.113.7'));
  });

  it('of a stranger shows no address, and needs the secret', () => {
    expect(of('203.0.113.7')).toMatch(/^stranger:[A-Za-z0-9_-]{43}$/);
    const other = new KeyedPullerMarks('another secret, also of 32 letters and more');
    expect(other.of({ kind: 'stranger', address: '203.0.113.7' }, noon).mark).not.toBe(of('203.0.113.7'));
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:0DB8:0001:0002:0:0:0:9', true],
    ['2001:db8::1', '2001:db8:0:0:1::', true],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:203.0.113.7', '203.0.113.7', true],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.8', false],
  ])('of %s and %s is the same: %s', (one, other, same) => {
    expect(of(one) === of(other)).toBe(same);
  });
});
