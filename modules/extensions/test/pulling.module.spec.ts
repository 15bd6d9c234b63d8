import {
  AccountDeletedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken } from '@boardwalk/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PullingParty } from '../application/puller-marks.js';
import { RecordPull } from '../application/record-pull.js';
import { asAda, asGrace, Beach, expected, shellArchive } from './extensions-world.js';
import { announcing } from './tarballs.js';

let beach: Beach;
const asLinus = 'user:u-linus:linus';
const asKay = 'user:u-kay:kay';
const version = '2026.06.01.1';

beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus', 'kay');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.world.drain();
});
afterAll(() => beach.stop());

async function published(name: string, fields: object = {}, as = asAda): Promise<string> {
  expected(200, await beach.publish(as, name, version, fields));
  return name;
}
const facts = async (name: string) =>
  (await beach.world.facts(ExtensionPulledIntegrationEvent)).filter((fact) => fact.extensionName === name);
const pulls = async (name: string) => ((await beach.show(name, asAda)).body as { pulls: number }).pulls;
const ledger = (name: string) =>
  beach.world.rows<{ puller: string }>(
    `SELECT p.version, p.day::text AS day, p.puller FROM extensions.pulls p
     JOIN extensions.extensions e ON e.id = p.extension_id WHERE e.name = $1`,
    [name],
  );

describe('a pull', () => {
  it('is no reason for a warning of the runtime', async () => {
    const warnings: string[] = [];
    const listen = ({ name }: Error) => void warnings.push(name);
    process.on('warning', listen);
    try {
      const name = await published('@tide-pool/quiet');
      expect((await beach.pull(name, version)).statusCode).toBe(200);
      expect(await pulls(name)).toBe(1);
    } finally {
      process.off('warning', listen);
    }
    expect(warnings).toEqual([]);
  });

  it('brings the archive as it was uploaded, and is told once, with its ledger entry', async () => {
    const name = await published('@tide-pool/shells');
    const answer = await beach.pull(name, version, asLinus);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(shellArchive)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/gzip',
      'content-length': String(shellArchive.length),
      'content-disposition': `attachment; filename="tide-pool-shells-${version}.tar.gz"`,
      'x-content-type-options': 'nosniff',
      'boardwalk-version': version,
      'boardwalk-checksum': announcing(shellArchive).checksum,
    });
    expect(await facts(name)).toEqual([
      expect.objectContaining({
        ...{ extensionName: name, version, authorUserId: 'u-ada', authorUsername: 'ada' },
        ...{ pulledBy: 'u-linus', visibility: 'public' },
      }),
    ]);
    expect(await ledger(name)).toEqual([{ version, day: '2026-06-01', puller: 'user:u-linus' }]);
    expect(await pulls(name)).toBe(1);
    expect((await beach.below(name, `versions/${version}`)).body).toMatchObject({ pulls: 1 });
  });

  it('counts once per puller, version and day, under 20 at the same time', async () => {
    const name = await published('@tide-pool/rush');
    const answers = await Promise.all(Array.from({ length: 20 }, () => beach.pull(name, version, asLinus)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await facts(name)).toHaveLength(1);
    expect(await ledger(name)).toHaveLength(1);
    expect(await pulls(name)).toBe(1);
  });

  it('counts again by somebody else, of another version, and on another day', async () => {
    const name = await published('@tide-pool/again');
    expected(200, await beach.publish(asAda, name, '2026.06.01.2'));
    for (const as of [asLinus, asKay, asLinus]) await beach.pull(name, version, as);
    await beach.pull(name, '2026.06.01.2', asLinus);
    expect(await pulls(name)).toBe(3);
    beach.world.clock.advance(24 * 3_600_000);
    await beach.pull(name, version, asLinus);
    expect(await pulls(name)).toBe(4);
    expect((await facts(name)).map((fact) => [fact.pulledBy, fact.version])).toEqual([
      ['u-linus', version],
      ['u-kay', version],
      ['u-linus', '2026.06.01.2'],
      ['u-linus', version],
    ]);
  });

  it('by whoever published it, or belongs to the collective, is no pull', async () => {
    const name = await published('@tide-pool/own', {}, asGrace);
    for (const as of [asAda, asGrace]) expect((await beach.pull(name, version, as)).statusCode).toBe(200);
    await beach.leave('tide-pool', 'grace');
    await beach.world.drain();
    expect((await beach.pull(name, version, asGrace)).statusCode).toBe(200);
    await beach.join('tide-pool', 'grace');
    await beach.world.drain();
    expect(await facts(name)).toEqual([]);
    expect(await ledger(name)).toEqual([]);
    expect(await pulls(name)).toBe(0);
  });

  it('is counted as often as puller, version and day differ, in whatever order pulls come', async () => {
    const name = await published('@tide-pool/any');
    const versions = [version, '2026.06.01.2'];
    expected(200, await beach.publish(asAda, name, '2026.06.01.2'));
    const party = fc.constantFrom<PullingParty>(
      { kind: 'user', userId: 'u-linus' },
      { kind: 'user', userId: 'u-kay' },
      // A member, who never counts.
      { kind: 'user', userId: 'u-grace' },
      { kind: 'client', clientId: 'k-1' },
      { kind: 'stranger', address: '203.0.113.7' },
      { kind: 'stranger', address: '203.0.113.8' },
    );
    const rounds = fc.sample(
      fc.array(fc.tuple(party, fc.constantFrom(...versions)), { minLength: 15, maxLength: 25 }),
      {
        numRuns: 3,
        seed: 20_260_601,
      },
    );
    const counted = new Set<string>();
    for (const [day, round] of rounds.entries()) {
      await Promise.all(round.map(([by, pulled]) => beach.world.execute(new RecordPull(name, pulled, by))));
      for (const [by, pulled] of round)
        if (!JSON.stringify(by).includes('u-grace')) counted.add(JSON.stringify([day, by, pulled]));
      beach.world.clock.advance(24 * 3_600_000);
    }
    expect(counted.size).toBeGreaterThan(10);
    expect(await ledger(name)).toHaveLength(counted.size);
    expect(await facts(name)).toHaveLength(counted.size);
    expect(await pulls(name)).toBe(counted.size);
  });

  it('without credentials is told apart by network and day, and no address is kept', async () => {
    const name = await published('@tide-pool/strangers');
    const addresses = ['203.0.113.7', '203.0.113.7', '203.0.113.8', '2001:db8:1:2::1', '2001:db8:1:2::2'];
    for (const address of addresses) await beach.pull(name, version, undefined, address);
    const told = await facts(name);
    expect(told).toHaveLength(3);
    for (const fact of told) expect(Object.keys(fact)).not.toContain('pulledBy');
    const entries = await ledger(name);
    expect(JSON.stringify(entries)).not.toMatch(/203\.0|2001:db8/);

    beach.world.clock.advance(24 * 3_600_000);
    await beach.pull(name, version, undefined, '203.0.113.7');
    const marks = (await ledger(name)).map(({ puller }) => puller);
    expect(marks).toHaveLength(4);
    expect(new Set(marks).size).toBe(4);
  });

  it('by an operator, or of the headers alone, is no pull', async () => {
    const name = await published('@tide-pool/looked-at');
    expect((await beach.pull(name, version, operatorToken)).statusCode).toBe(200);
    const head = await beach.world.app.inject({
      method: 'HEAD',
      url: `/api/v1/extensions/${encodeURIComponent(name)}/versions/${version}/archive`,
    });
    expect(head.statusCode).toBe(200);
    expect(head.headers['content-length']).toBe(String(shellArchive.length));
    expect(await pulls(name)).toBe(0);
  });

  it('counts for somebody who has only just signed up, and no more once their account is gone', async () => {
    const name = await published('@tide-pool/new');
    await beach.signUp('joan');
    const asJoan = 'user:u-joan:joan';
    expect((await beach.pull(name, version, asJoan)).statusCode).toBe(200);
    expect(await pulls(name)).toBe(1);
    await beach.world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-joan' }));
    await beach.world.drain();
    beach.world.clock.advance(24 * 60 * 60 * 1000);
    await beach.pull(name, version, asJoan);
    expect(await facts(name)).toHaveLength(1);
  });

  it('of a private extension is for members; for others it does not exist', async () => {
    const name = await published('@tide-pool/secret', { visibility: 'private' });
    for (const as of [undefined, asLinus])
      expect((await beach.pull(name, version, as)).json()).toMatchObject({
        type: '/problems/extension-not-found',
        status: 404,
      });
    expect((await beach.pull(name, version, asGrace)).statusCode).toBe(200);
  });

  it('of a version that an import brought finds no archive', async () => {
    const line = {
      line: 1,
      publishedAt: '2026-03-17T18:21:17Z',
      name: '@tide-pool/old',
      version,
      author: 'ada',
    };
    expect(await beach.import([line])).toEqual([{ line: 1, status: 'done' }]);
    const answer = await beach.pull('@tide-pool/old', version, asLinus);
    expect(answer.json()).toMatchObject({ type: '/problems/archive-not-kept', status: 404 });
    expect(await facts('@tide-pool/old')).toEqual([]);
  });

  it.each(['2026.06.01.9', '1.2.3', 'Latest', '..%2f..%2fetc'])('of version %s is 404', async (wanted) => {
    const name = '@tide-pool/shells';
    expect((await beach.pull(name, wanted, asLinus)).statusCode).toBe(404);
  });
});
