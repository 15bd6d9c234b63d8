import { randomBytes } from 'node:crypto';
import { SystemClock } from '@boardwalk/domain';
import { Seal } from '@boardwalk/persistence';
import { describe, expect, it } from 'vitest';
import { DecryptionError } from '#core/messaging.errors.js';
import type { SealedKey } from '#core/personal/sealed-keys.js';
import { SubjectKeys } from '#core/personal/subject-keys.js';

const secret = 'secret-of-these-keys-0123456789abcdef';
const sealedFor = (subject: string, by = secret): SealedKey => ({
  subject,
  sealed: Seal.for('boardwalk subject keys', by).seal(randomBytes(32), subject),
  erased: false,
});

function keysOf(...stored: SealedKey[]) {
  const questions: string[][] = [];
  const keys = new SubjectKeys(secret, new SystemClock(), {
    find: async (subjects) => {
      questions.push([...subjects]);
      return stored.filter(({ subject }) => subjects.includes(subject));
    },
  });
  return { keys, questions };
}

describe('the keys of persons', () => {
  it('that are needed at the same time are asked for at once, and each asker gets its own', async () => {
    const { keys, questions } = keysOf(sealedFor('user:ada'), sealedFor('user:bea'));
    const [ada, both, nobody] = await Promise.all([
      keys.find(['user:ada']),
      keys.find(['user:ada', 'user:bea']),
      keys.find(['user:nobody']),
    ]);
    expect([...ada.keys()]).toEqual(['user:ada']);
    expect([...both.keys()]).toEqual(['user:ada', 'user:bea']);
    expect(nobody.size).toBe(0);
    expect(questions).toEqual([['user:ada', 'user:bea', 'user:nobody']]);
  });

  it('are asked for anew the next time: whoever was erased meanwhile cannot be read any more', async () => {
    const stored = [sealedFor('user:ada')];
    const keys = new SubjectKeys(secret, new SystemClock(), { find: async () => stored });
    expect((await keys.find(['user:ada'])).size).toBe(1);
    stored.pop();
    expect((await keys.find(['user:ada'])).size).toBe(0);
  });

  it('that cannot be opened, or that no database can hold, are in nobody else’s way', async () => {
    const { keys, questions } = keysOf(sealedFor('user:ada'), sealedFor('user:bea', 'another secret'));
    const corrupt = 7 as unknown as string;
    const [ada, bea, odd] = await Promise.allSettled([
      keys.find(['user:ada']),
      keys.find(['user:bea']),
      keys.find(['user:\0', corrupt]),
    ]);
    expect(ada).toMatchObject({ status: 'fulfilled' });
    expect(bea).toMatchObject({ status: 'rejected', reason: expect.any(DecryptionError) });
    expect(odd).toMatchObject({ status: 'fulfilled', value: new Map() });
    expect(questions).toEqual([['user:ada', 'user:bea']]);
  });
});
