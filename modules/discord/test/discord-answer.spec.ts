import { describe, expect, it } from 'vitest';
import { verdictOn } from '../infrastructure/discord-answer.js';

const on = (status: number, headers: Record<string, string> = {}, body: unknown = null) =>
  verdictOn(status, new Headers(headers), typeof body === 'string' ? body : JSON.stringify(body));

describe("Discord's answer", () => {
  it('200 is a message with an id', () => {
    expect(on(200, {}, { id: '42' })).toEqual({ outcome: { kind: 'accepted', providerId: '42' } });
  });

  it('200 is accepted whatever its body is', () => {
    for (const body of ['', '{"id":', '[]', 'null', { id: 42 }])
      expect(on(200, {}, body)).toEqual({ outcome: { kind: 'accepted' } });
  });

  it('that uses up the window asks for a pause until the next one', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.2345' };
    expect(on(200, headers, { id: '42' })).toMatchObject({
      outcome: { kind: 'accepted' },
      pause: { forMs: 1_235, global: false },
    });
    expect(on(400, headers, { message: 'no' })).toMatchObject({ pause: { forMs: 1_235 } });
    expect(on(200, { ...headers, 'x-ratelimit-remaining': '1' })).not.toHaveProperty('pause');
  });

  it('429 waits as long as it says, and for the longer of two times', () => {
    expect(on(429, { 'retry-after': '2' }, { message: 'slow', retry_after: 1.337, global: false })).toEqual({
      outcome: {
        kind: 'refused',
        permanent: false,
        error: 'Discord answered 429: slow',
        retryAfterMs: 2_000,
      },
      pause: { forMs: 2_000, global: false },
    });
    expect(on(429, {}, { retry_after: 0.25 })).toMatchObject({
      outcome: { retryAfterMs: 250 },
      pause: { forMs: 250, global: false },
    });
  });

  it('429 may be about all of Discord', () => {
    for (const told of [
      on(429, {}, { retry_after: 1, global: true }),
      on(429, { 'x-ratelimit-global': 'true', 'retry-after': '1' }),
    ]) {
      expect(told.outcome).toMatchObject({ error: expect.stringContaining('all of Discord') });
      expect(told.pause).toEqual({ forMs: 1_000, global: true });
    }
  });

  it('names the bucket that a limit belongs to', () => {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': '1',
      'x-ratelimit-bucket': 'b1',
    };
    expect(on(200, headers).pause).toEqual({ forMs: 1_000, global: false, bucket: 'b1' });
  });

  it('404 about a message says that there is nothing left to change', () => {
    const { outcome, gone } = on(404, {}, { message: 'Unknown Message', code: 10_008 });
    expect([outcome, gone]).toEqual([{ kind: 'accepted' }, undefined]);
  });

  it('429 without a readable time is tried again at our own pace', () => {
    for (const headers of [{}, { 'retry-after': 'soon' }, { 'retry-after': '-1' }, { 'retry-after': '' }]) {
      const { outcome, pause } = on(429, headers as Record<string, string>, 'no JSON');
      expect(outcome).toEqual({ kind: 'refused', permanent: false, error: 'Discord answered 429' });
      expect(pause).toBeUndefined();
    }
  });

  it('429 silences us for a day at most', () => {
    expect(on(429, { 'retry-after': '1e12' }).pause?.forMs).toBe(24 * 3_600_000);
  });

  it.each([404, 401])('%d says that the webhook is gone', (status) => {
    const { outcome, gone } = on(status, {}, { message: 'Unknown Webhook', code: 10_015 });
    expect(outcome).toMatchObject({ kind: 'refused', permanent: true });
    expect(gone).toContain(`Discord answered ${status}: Unknown Webhook (code 10015)`);
    expect(gone).toContain('Make a new one');
  });

  it.each([301, 302, 307, 400, 403, 405, 413])('%d refuses the message for good', (status) => {
    expect(on(status).outcome).toEqual({
      kind: 'refused',
      permanent: true,
      error: `Discord answered ${status}`,
    });
    expect(on(status)).not.toHaveProperty('gone');
  });

  it.each([500, 502, 503, 504, 520, 522, 524])('%d leaves open whether the message was posted', (status) => {
    expect(on(status, {}, '<html>').outcome).toEqual({
      kind: 'unknown',
      error: `Discord answered ${status}`,
    });
  });

  it.each([521, 523, 525, 526])('%d says that Discord was not reached', (status) => {
    expect(on(status).outcome).toMatchObject({ kind: 'refused', permanent: false });
  });

  it('503 that says when to come back has posted nothing', () => {
    expect(on(503, { 'retry-after': '3' }).outcome).toMatchObject({
      kind: 'refused',
      permanent: false,
      retryAfterMs: 3_000,
    });
  });

  it('is quoted in part when it is long', () => {
    expect(on(400, {}, { message: 'x'.repeat(9_999) }).outcome).toMatchObject({
      error: expect.stringMatching(/^.{300}$/),
    });
  });
});
