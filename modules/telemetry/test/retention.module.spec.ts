import { EmailVerifiedIntegrationEvent } from '@boardwalk/integration-events';
import { Housekeeping, removedAtOnce } from '@boardwalk/persistence';
import { AnalyticsSinkStandIn, operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwarding, keptDays, observationDays } from '../domain/limits.js';
import { TelemetryModule, type TelemetrySettings } from '../telemetry.module.js';

const day = 86_400_000;

let world: World;
let sink: AnalyticsSinkStandIn;
async function start(settings: TelemetrySettings): Promise<void> {
  const telemetry = TelemetryModule.forRoot({ producers: ['old-web'], ...settings });
  world = await World.start({ name: 'telemetry', modules: [telemetry] });
}
beforeEach(async () => {
  sink = await AnalyticsSinkStandIn.start();
  const { token } = AnalyticsSinkStandIn;
  await start({ sink: { url: sink.url, token } });
});
afterEach(async () => {
  await world.stop();
  await sink.stop();
});

const mode = (event: string, to: string) =>
  world.request('PUT', `/api/v1/operator/telemetry/modes/${event}`, {
    as: operatorToken,
    body: { mode: to, reason: 'moving over' },
  });
async function track(event: string, properties: object, further: object = {}): Promise<string> {
  const body = { event, properties, ...further };
  const answer = await world.request('POST', '/api/v1/telemetry/track', { as: 'client:old-web', body });
  return (answer.body as { outcome: string }).outcome;
}
async function cleanedAfter(days: number): Promise<void> {
  world.clock.advance(days * day);
  await world.drain();
  await world.app.get(Housekeeping).clean();
}
async function count(table: string): Promise<number> {
  const [row] = await world.rows<{ count: number }>(`SELECT count(*)::int FROM telemetry.${table}`);
  return row?.count ?? 0;
}

describe('what telemetry remembers', () => {
  it('of calls and facts stays while it may be told again or find its partner', async () => {
    await mode('email_verified', 'dual');
    const told = { time: new Date(world.clock.now().getTime() - 300 * day).toISOString() };
    expect(await track('email_verified', { userId: 'u-1' }, { insertId: 'call-1', ...told })).toBe(
      'superseded',
    );
    expect(await track('email_verified', { userId: 'u-1' }, { insertId: 'call-2' })).toBe('recorded');
    expect(await track('page_viewed', { path: '/' }, { insertId: 'call-3', ...told })).toBe('recorded');
    await cleanedAfter(keptDays.observations - 1);
    expect(await track('page_viewed', { path: '/' }, { insertId: 'call-3', ...told })).toBe('repeated');
    await world.publish(new EmailVerifiedIntegrationEvent({ userId: 'u-1' }));
    await world.drain();
    expect(await count('telemetry_events')).toBe(2);
    await cleanedAfter(2);
    const left = await world.rows<{ side: string }>('SELECT side FROM telemetry.observations');
    expect(left).toEqual([{ side: 'typed' }]);
    expect(await count('telemetry_events')).toBe(2);
  });

  it('of calls and facts stays for as long as a fact may be replayed', async () => {
    const retentionDays = keptDays.observations + 10;
    await world.stop();
    await start({ retentionDays });
    await mode('email_verified', 'dual');
    expect(await track('email_verified', { userId: 'u-1' })).toBe('recorded');
    await cleanedAfter(retentionDays);
    await world.publish(new EmailVerifiedIntegrationEvent({ userId: 'u-1' }));
    await world.drain();
    expect(await count('telemetry_events')).toBe(1);
    await cleanedAfter(observationDays(retentionDays));
    expect(await count('observations')).toBe(0);
  });

  it('is nothing of a call that nobody can tell again', async () => {
    expect(await track('page_viewed', { path: '/' })).toBe('recorded');
    expect(await count('observations')).toBe(0);
  });

  it('of refusals, calls that were only counted, and requests goes by age; records stay', async () => {
    await track('email_verified', { userId: 'u-1' });
    sink.refuses.add('page_viewed');
    await track('page_viewed', { path: '/' });
    await cleanedAfter(1);
    expect(await count('sink_batches')).toBeGreaterThan(0);
    await cleanedAfter(forwarding.keptDays + 1);
    expect(await count('sink_batches')).toBe(0);
    expect([await count('outgoing'), await count('superseded_calls')]).toEqual([1, 1]);
    await cleanedAfter(keptDays.refusedRecords);
    expect([await count('outgoing'), await count('superseded_calls')]).toEqual([0, 1]);
    await cleanedAfter(keptDays.supersededCalls);
    expect(await count('superseded_calls')).toBe(0);
    expect(await count('telemetry_events')).toBe(1);
  });

  it('goes however much there is of it', async () => {
    await world.rows(
      `INSERT INTO telemetry.superseded_calls (name, producer, day, calls)
       SELECT 'sign_up', 'old-' || number, '2020-01-01', 1 FROM generate_series(1, $1) AS number`,
      [2 * removedAtOnce + 1],
    );
    await cleanedAfter(0);
    expect(await count('superseded_calls')).toBe(0);
  });
});
