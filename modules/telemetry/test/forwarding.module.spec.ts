import {
  AccountDeletedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  InviteSentIntegrationEvent,
} from '@boardwalk/integration-events';
import { AnalyticsSinkStandIn, operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwarding, secondSweepMs } from '../domain/limits.js';
import type { SinkAddress } from '../infrastructure/analytics-sink.js';
import { requestLimitMs } from '../infrastructure/sink-request.js';
import { TelemetryModule } from '../telemetry.module.js';

let world: World;
let sink: AnalyticsSinkStandIn;
async function start(further: Pick<SinkAddress, 'deletion'> = {}): Promise<void> {
  const { token } = AnalyticsSinkStandIn;
  world = await World.start({
    name: 'telemetry',
    modules: [TelemetryModule.forRoot({ sink: { url: sink.url, token, ...further } })],
  });
}
beforeEach(async () => {
  sink = await AnalyticsSinkStandIn.start();
  await start();
});
afterEach(async () => {
  await world.stop();
  await sink.stop();
});

async function verified(...userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) await world.publish(new EmailVerifiedIntegrationEvent({ userId }));
  await world.drain();
}

/** So many milliseconds later everything that is due has been sent. */
async function later(milliseconds: number = forwarding.lingerMs): Promise<void> {
  world.clock.advance(milliseconds);
  await world.drain();
}

const people = () => sink.events.map(({ properties }) => properties['distinct_id']).sort();
const statuses = () => sink.requests.map(({ status }) => status);
async function state(): Promise<unknown> {
  const { body } = await world.request('GET', '/api/v1/operator/telemetry/forwarding', { as: operatorToken });
  return body;
}

describe('the analytics sink', () => {
  it('gets name, person, time, id and properties of every record, once [0-17]', async () => {
    await verified('u-1');
    await later();
    const [record] = await world.rows<{ event_id: string; occurred_at: Date }>(
      'SELECT event_id, occurred_at FROM telemetry.telemetry_events',
    );
    expect(sink.events).toEqual([
      {
        event: 'email_verified',
        properties: {
          userId: 'u-1',
          time: record?.occurred_at.getTime(),
          distinct_id: 'u-1',
          $insert_id: record?.event_id,
        },
      },
    ]);
    await later(forwarding.lookAgainMs);
    expect(sink.requests).toEqual([{ events: 1, status: 200 }]);
    const deletions = { waiting: 0, because: null };
    expect(await state()).toEqual({ configured: true, waiting: 0, refused: 0, examples: [], deletions });
  });

  it('gets what comes within a moment in one request', async () => {
    await verified('u-1', 'u-2', 'u-3');
    await verified('u-4');
    expect(sink.requests).toEqual([]);
    await later();
    expect(sink.requests).toEqual([{ events: 4, status: 200 }]);
    await verified('u-5');
    await later(forwarding.lookAgainMs);
    expect(people()).toEqual(['u-1', 'u-2', 'u-3', 'u-4', 'u-5']);
  });

  it('gets nothing personal and nothing secret', async () => {
    await world.publish(
      new InviteSentIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'tide-pool',
        inviteId: 'i-1',
        inviteeEmail: 'grace@example.org',
        role: 'member',
        invitedByUserId: 'u-1',
        token: 'very-secret-token',
      }),
    );
    await world.drain();
    await later();
    expect(sink.events).toHaveLength(1);
    expect(JSON.stringify(sink.events)).not.toMatch(/grace@example|very-secret/);
  });

  it('is asked again when its answer is lost, and counts everything once', async () => {
    sink.failNext({ kind: 'take-and-hang-up' }, { kind: 'answer', status: 503 });
    await verified('u-1', 'u-2');
    await later();
    await later(60_000);
    await later(60_000);
    expect(statuses()).toEqual([503, 200]);
    expect(people()).toEqual(['u-1', 'u-2']);
  });

  it('is left alone for as long as it asks', async () => {
    sink.failNext({ kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
    await verified('u-1');
    await later();
    await later(59_000);
    expect(statuses()).toEqual([429]);
    await later(1_000);
    expect(statuses()).toEqual([429, 200]);
  });

  it('that does not know us is tried again later; nothing is lost', async () => {
    sink.failNext({ kind: 'answer', status: 401 });
    await verified('u-1');
    await later();
    await later(10_000);
    expect(statuses()).toEqual([401]);
    expect(await state()).toMatchObject({ waiting: 1, refused: 0 });
    await later(5 * 60_000);
    expect(people()).toEqual(['u-1']);
  });

  it('refuses single events, which are shown, while the others are counted', async () => {
    sink.refuses.add('collective_invite_sent');
    await world.publish(
      new InviteSentIntegrationEvent({
        ...{ collectiveId: 'c-1', slug: 'tide-pool', inviteId: 'i-1', inviteeEmail: 'g@example.org' },
        ...{ role: 'member', invitedByUserId: 'u-1', token: 'secret' },
      }),
    );
    await verified('u-2');
    await later();
    expect(people()).toEqual(['u-2']);
    expect(await state()).toMatchObject({
      waiting: 0,
      refused: 1,
      examples: [{ name: 'collective_invite_sent', because: 'is refused' }],
    });
    await later(forwarding.lookAgainMs);
    expect(statuses()).toEqual([400]);
  });

  it('gets what a process took along that died, with the next request', async () => {
    sink.failNext({ kind: 'answer', status: 503 });
    await verified('u-1');
    await later();
    // What a process leaves that claimed the request again, made it, and was killed.
    const lease = new Date(world.clock.now().getTime() + requestLimitMs);
    await world.rows(`UPDATE telemetry.sink_batches SET status = 'sending', attempt = 2, leased_until = $1`, [
      lease,
    ]);
    await world.rows(
      `INSERT INTO telemetry.sink_batches_attempts (intent_id, attempt, started_at) SELECT id, 2, $1 FROM telemetry.sink_batches`,
      [world.clock.now()],
    );
    await later(requestLimitMs + 10_000);
    expect(people()).toEqual([]);
    await verified('u-2');
    await later();
    expect(people()).toEqual(['u-1', 'u-2']);
    const { body } = await world.request('GET', '/api/v1/operator/telemetry/forwarding', {
      as: operatorToken,
    });
    expect(body).toMatchObject({ waiting: 0 });
    expect(await world.rows(`SELECT FROM telemetry.sink_batches WHERE status = 'unknown'`)).toEqual([]);
  });
});

describe('somebody whose account is gone', () => {
  /** All that there is to be told has been told by then. */
  async function gone(): Promise<void> {
    await verified('u-1', 'u-2');
    await later();
    await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-1' }));
    await world.drain();
    await later(forwarding.lookAgainMs);
  }
  const asked = (status: number, api = 'engage') => ({ api, person: 'u-1', status });
  const waiting = async () => ((await state()) as { deletions: { waiting: number } }).deletions;

  it('is deleted by the sink, once no request is on its way any more that names them', async () => {
    await gone();
    expect(sink.deletions).toEqual([]);
    expect(secondSweepMs).toBeGreaterThan(requestLimitMs);
    await later(secondSweepMs);
    expect(sink.deletions).toEqual([asked(200)]);
    expect(people()).toContain('deleted-person');
    expect(await waiting()).toEqual({ waiting: 0, because: null });
  });

  it('is deleted with all events where we may have that done', async () => {
    await world.stop();
    await start({ deletion: { url: sink.deletionUrl, token: AnalyticsSinkStandIn.deletionToken } });
    await gone();
    expect(people()).toContain('u-1');
    await later(secondSweepMs);
    expect(sink.deletions).toEqual([asked(200, 'data-deletions')]);
    expect(people()).toEqual(['deleted-person', 'u-2']);
    expect(await world.rows('SELECT status, provider_id FROM telemetry.sink_deletions')).toEqual([
      { status: 'sent', provider_id: '1583792934719392965' },
    ]);
  });

  it('is asked for until the sink has taken it, and shown as long as it has not', async () => {
    await gone();
    sink.failNext({ kind: 'answer', status: 401 }, { kind: 'take-and-hang-up' });
    await later(secondSweepMs);
    expect(await waiting()).toEqual({ waiting: 1, because: 'The analytics sink answered 401' });
    await later(60_000);
    await later(60_000);
    expect(sink.deletions).toEqual([asked(401), asked(200), asked(200)]);
    expect(await waiting()).toEqual({ waiting: 0, because: null });
  });

  it('is shown with what kept the sink from it last', async () => {
    const leave = async (userId: string): Promise<void> => {
      await world.publish(new AccountDeletedIntegrationEvent({ userId }));
      await world.drain();
    };
    await leave('u-1');
    await later(100);
    await leave('u-2');
    await later(secondSweepMs - 200);
    sink.failNext({ kind: 'answer', status: 503 }, { kind: 'answer', status: 401 });
    await later(100);
    expect(await waiting()).toEqual({ waiting: 2, because: 'The analytics sink answered 503' });
    await later(100);
    expect(await waiting()).toEqual({ waiting: 2, because: 'The analytics sink answered 401' });
  });

  it('waits to be deleted while no sink is configured', async () => {
    await world.stop();
    world = await World.start({ name: 'telemetry', modules: [TelemetryModule.forRoot()] });
    await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-1' }));
    await world.drain();
    await later(secondSweepMs);
    expect(await state()).toMatchObject({ configured: false, deletions: { waiting: 1, because: null } });
    expect(await world.rows('SELECT user_id, status, attempt FROM telemetry.sink_deletions')).toEqual([
      { user_id: 'u-1', status: 'queued', attempt: 0 },
    ]);
  });

  it('is asked for again when the process died that asked', async () => {
    await gone();
    const now = world.clock.now();
    await world.rows(
      `UPDATE telemetry.sink_deletions SET status = 'sending', attempt = 1, leased_until = $1`,
      [now],
    );
    await world.rows(
      'INSERT INTO telemetry.sink_deletions_attempts (intent_id, attempt, started_at) SELECT id, 1, $1 FROM telemetry.sink_deletions',
      [now],
    );
    await later(secondSweepMs);
    expect(sink.deletions).toEqual([asked(200)]);
  });
});
