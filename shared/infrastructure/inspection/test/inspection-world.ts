import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { operatorToken, World, type WorldSettings } from '@boardwalk/testing';
import { InspectionModule } from '../inspection.module.js';
import { ProcessDescription } from '../process-description.js';
import { SpanStoreExporter } from '../spans/span-store-exporter.js';
import { GreetingsModule, Moods } from './greetings.js';

export const process = new ProcessDescription('1.2.3', ['greetings'], ['web', 'worker'], 'in-process');

export async function inspectionWorld(
  exporter = new SpanStoreExporter(),
  settings: Partial<Pick<WorldSettings, 'otherLogs' | 'modules' | 'name'>> = {},
): Promise<World> {
  const feed = { flush: () => exporter.forceFlush(), dropped: 0, exportedTo: null };
  return World.start({
    name: settings.name ?? (settings.modules === undefined ? 'inspection' : 'inspection and more'),
    otherLogs: settings.otherLogs ?? [],
    modules: [
      GreetingsModule,
      InspectionModule.forRoot({ process, spans: { exporter, feed } }),
      ...(settings.modules ?? []),
    ],
  });
}

export const moodsOf = (world: World): Moods => world.app.get(Moods);

export function registered(username: string): UserRegisteredIntegrationEvent {
  return new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    email: `${username}@example.com`,
    displayName: username.toUpperCase(),
    source: 'password',
  });
}

/** What the operator reads; fails unless the answer is a 200. */
export async function read<T>(world: World, path: string): Promise<T> {
  const { status, body, text } = await world.request('GET', `/api/v1/operator${path}`, { as: operatorToken });
  if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
  return body as T;
}

/** What the operator does. */
export function operate(world: World, method: 'POST' | 'PUT', path: string, body: object) {
  return world.request(method, `/api/v1/operator${path}`, { as: operatorToken, body });
}

export interface EventAnswer {
  readonly eventId: string;
  readonly position: string | null;
  readonly type: string;
  readonly key: string;
  readonly traceId: string | null;
  readonly correlationId: string | null;
  readonly data: Record<string, unknown> | null;
  readonly raw: string | null;
}

export interface EventsAnswer {
  readonly items: EventAnswer[];
  readonly nextCursor: string | null;
  readonly position: string;
}

/** Writes a row as no program of ours would. */
export async function corrupted(
  world: World,
  type: string,
  data: string,
  headers = '{}',
  key = 'k',
): Promise<string> {
  const [row] = await world.rows<{ id: string }>(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     VALUES (gen_random_uuid(), $1, '/contexts/identity', $4, now(), $3, $2) RETURNING id`,
    [type, data, headers, key],
  );
  return row?.id ?? '';
}
