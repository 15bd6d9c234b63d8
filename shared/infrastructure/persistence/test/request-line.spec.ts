import { describe, expect, it, vi } from 'vitest';
import { DatabaseBusyError } from '../index.js';
import { RequestLine } from '../request-line.js';

const never = () => undefined;
const something = async () => 'it';

describe('the line of requests', () => {
  it('lets in as many as there are places, and the next one when somebody leaves', async () => {
    const line = new RequestLine(1);
    const first = await line.take(something, never);
    const second = line.take(something, never);
    expect(line.length).toBe(1);
    first.leave();
    const { leave } = await second;
    expect(line.length).toBe(0);
    leave();
    await line.take(something, never);
  });

  it('sends away at once whoever would be behind 200 others', async () => {
    const line = new RequestLine(1);
    const { leave } = await line.take(something, never);
    const waiting = Array.from({ length: 200 }, () => line.take(something, never));
    expect(line.isFull).toBe(true);
    await expect(line.take(something, never)).rejects.toThrow('200 others wait already');
    leave();
    for (const each of waiting) (await each).leave();
    expect(line.isFull).toBe(false);
  });

  it('loses patience', async () => {
    const line = new RequestLine(1, 1);
    const { leave } = await line.take(something, never);
    await expect(line.take(something, never)).rejects.toThrow(DatabaseBusyError);
    expect(line.length).toBe(0);
    leave();
    await line.take(something, never);
  });

  it('gives back what comes too late, and keeps its place until then', async () => {
    const line = new RequestLine(1, 1);
    const coming = Promise.withResolvers<string>();
    const giveBack = vi.fn<(late: string) => void>();
    await expect(line.take(() => coming.promise, giveBack)).rejects.toThrow('the server gave none');
    await expect(line.take(something, never)).rejects.toThrow('none became free');
    coming.resolve('late');
    await vi.waitFor(() => expect(giveBack.mock.calls).toEqual([['late']]));
    await line.take(something, never);
  });

  it('gives the place of one who got nothing to the next', async () => {
    const line = new RequestLine(1);
    await expect(line.take(() => Promise.reject(new Error('refused')), never)).rejects.toThrow('refused');
    await line.take(something, never);
  });
});
