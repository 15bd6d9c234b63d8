import { describe, expect, it } from 'vitest';
import { faultOf, readInfo } from '../server-fitness.js';

const info = (changes: Record<string, string> = {}) =>
  readInfo(
    Object.entries({
      redis_version: '7.0.15',
      cluster_enabled: '0',
      role: 'master',
      maxmemory_policy: 'noeviction',
      aof_enabled: '1',
      ...changes,
    })
      .map(([name, value]) => `# A heading\r\n${name}:${value}\r\n`)
      .join(''),
  );

describe('a Redis', () => {
  it.each(['everysec', 'always', undefined])('is fit when it appends to a file, flushed %s', (flush) => {
    expect(faultOf(info(), flush)).toBeUndefined();
    expect(faultOf(info({ redis_version: '6.2.0' }), flush)).toBeUndefined();
  });

  it.each([
    [{ maxmemory_policy: 'allkeys-lru' }, 'dropping messages (maxmemory-policy allkeys-lru)', 'noeviction'],
    [{ maxmemory_policy: 'volatile-ttl' }, 'dropping messages (maxmemory-policy volatile-ttl)', 'noeviction'],
    [{ aof_enabled: '0' }, '(appendonly no)', 'Set appendonly to yes'],
    [{ role: 'slave' }, 'it is a replica', 'Name the primary'],
    [{ cluster_enabled: '1' }, 'part of a cluster', 'stands alone'],
    [{ redis_version: '6.0.16' }, 'version 6.0.16', 'Redis 6.2 or later'],
  ])('is unfit with %o', (changes, what, mend) => {
    const fault = faultOf(info(changes), 'everysec');
    expect(fault?.what).toContain(what);
    expect(fault?.mend).toContain(mend);
  });

  it('is unfit when it never flushes', () => {
    expect(faultOf(info(), 'no')?.what).toContain('appendfsync no');
  });
});
