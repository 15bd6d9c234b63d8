import { SystemClock, SystemIds } from '@boardwalk/domain';
import { describe, expect, it } from 'vitest';
import { ImportUsers, ImportUsersHandler } from '../application/import-users.js';
import { UserRepository } from '../domain/user.repository.js';
import type { User } from '../domain/user.js';

/** Users by name, in memory. */
class Names extends UserRepository {
  readonly bearers = new Map<string, string>();
  saved: User[] = [];

  get(): Promise<User> {
    return Promise.reject(new Error('An import reads nobody.'));
  }

  find(): Promise<User | null> {
    return Promise.reject(new Error('An import reads nobody.'));
  }

  namesOf(): Promise<string[]> {
    return Promise.reject(new Error('An import renames nobody.'));
  }

  remove(): Promise<void> {
    return Promise.reject(new Error('An import removes nobody.'));
  }

  save(): Promise<void> {
    return Promise.reject(new Error('An import saves many at once.'));
  }

  async saveWhereFree(users: readonly User[]): Promise<ReadonlyMap<string, string>> {
    this.saved = users.filter(({ username }) => !this.bearers.has(username));
    for (const { username, id } of this.saved) this.bearers.set(username, id);
    return this.bearers;
  }
}

const names = new Names();
const importing = (...lines: { username: string; displayName?: string }[]) =>
  new ImportUsersHandler(names, new SystemIds(new SystemClock())).execute(
    new ImportUsers(lines.map((line) => ({ ...line, registeredAt: new Date('2020-02-02T00:00:00Z') }))),
  );

describe('an import of people', () => {
  it('answers line by line: done, repeated or rejected', async () => {
    const results = await importing(
      { username: 'ada' },
      { username: 'admin' },
      { username: 'Not A Name' },
      { username: 'ada', displayName: 'Another Ada' },
      { username: 'grace', displayName: 'Grace H.' },
    );
    expect(results.map(({ username, status }) => [username, status])).toEqual([
      ['ada', 'done'],
      ['admin', 'rejected'],
      ['Not A Name', 'rejected'],
      ['ada', 'repeated'],
      ['grace', 'done'],
    ]);
    expect(results[1]?.reason).toContain('kept for the product');
    expect(results[3]?.userId).toBe(results[0]?.userId);
    expect(names.saved.map(({ displayName }) => displayName)).toEqual(['ada', 'Grace H.']);
  });

  it('repeats everybody the second time, with the ids of the first', async () => {
    const results = await importing({ username: 'grace' }, { username: 'ada' });
    expect(results).toEqual([
      { username: 'grace', status: 'repeated', userId: names.bearers.get('grace') },
      { username: 'ada', status: 'repeated', userId: names.bearers.get('ada') },
    ]);
    expect(names.saved).toEqual([]);
  });
});
