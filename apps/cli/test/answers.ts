import { founding } from './spans.js';
import type { Answering, Asked } from './stand-in.js';
import { problem } from './stand-in.js';

export const eventId = '01981c2e-7f3a-7000-8000-000000000001';
const moment = '2026-04-09T10:00:00.000Z';

export const event = {
  position: '12-34',
  eventId,
  type: 'identity.user-registered.v1',
  source: '/contexts/identity',
  key: 'u-1',
  occurredAt: moment,
  recordedAt: moment,
  correlationId: 'c-1',
  causationId: null,
  traceId: founding.traceIds[0] ?? null,
  data: { userId: 'u-1', username: 'ada', email: '«personal»' },
  raw: null,
};

export const running = {
  version: '0.1.0',
  contexts: ['identity', 'collectives', 'extensions', 'notifications', 'stats', 'discord', 'telemetry'],
  roles: ['web', 'relay', 'worker'],
  transport: 'postgres',
  given: ['DATABASE_URL', 'BOARDWALK_SECRET', 'OPERATOR_TOKEN', 'TRANSPORT'],
};

const deadLetter = {
  subscription: 'discord.announcements',
  eventId,
  type: event.type,
  key: 'u-1',
  state: 'parked',
  attempts: 20,
  errorClass: 'PostRefusedError',
  errorMessage: 'Discord \u001b[31mrefused.',
  firstFailedAt: moment,
  lastFailedAt: moment,
  redrives: 1,
  waiting: 2,
  editedAt: null,
  correlationId: 'c-1',
  createdInTrace: null,
  failedInTrace: null,
  data: { userId: 'u-1' },
  raw: null,
};

export const redriveId = '01981c2e-7f3a-7000-8000-000000000002';

const redrive = {
  id: redriveId,
  subscription: null,
  type: null,
  errorClass: 'Refused',
  since: null,
  until: null,
  rate: 100,
  total: 3,
  done: 3,
  state: 'done',
  owner: null,
  startedAt: moment,
  endedAt: moment,
};

const replay = {
  id: redriveId,
  subscription: 'stats.scores',
  mode: 'shadow',
  from: '0-0',
  until: '12-34',
  state: 'done',
  deliveries: 0,
  position: null,
  startedAt: moment,
  endedAt: moment,
};

const consumer = {
  name: 'stats.scores',
  log: null,
  context: 'stats',
  position: '12-30',
  lag: 4,
  behindSince: moment,
  retrying: 0,
  waiting: 0,
  dead: 1,
  owner: 'somebody',
  pausedAt: null,
};

const reader = {
  subscription: 'far.away',
  database: '01981c2e-7f3a-7000-8000-000000000003',
  position: '12-7',
  reportedAt: moment,
};

const unknownCall = {
  queue: 'notifications.emails',
  id: redriveId,
  attempt: 2,
  error: 'no answer within 10000 ms \u001b[2J',
  endedAt: moment,
  isRepeatable: true,
};

const deadCommand = {
  id: redriveId,
  context: 'collectives',
  command: 'expire-invite',
  key: 'i-1\u0007',
  dueAt: moment,
  attempts: 20,
  redrives: 0,
  errorClass: 'UnknownCommandError',
  errorMessage: 'No.',
  firstFailedAt: moment,
  lastFailedAt: moment,
  traceparent: null,
};

export const comparison = {
  replay,
  tables: [
    { table: 'accounts', liveRows: 1_234, shadowRows: 1_234, equal: true },
    { table: 'score_grants', liveRows: 40, shadowRows: 40, equal: true },
  ],
  live: { position: '12-34', behind: 0, ahead: 0 },
};

const group = {
  subscription: 'discord.announcements',
  type: event.type,
  errorClass: 'PostRefusedError',
  count: 1_234,
  firstDiedAt: moment,
  lastDiedAt: moment,
};

const mail = (at: number) => ({
  emailLogId: `01981c2e-7f3a-7000-8000-00000000001${at}`,
  eventId,
  templateKey: 'welcome',
  to: 'a…@e…',
  subject: `Welcome, number ${at}`,
  status: 'sent',
  attempts: 1,
  occurredAt: moment,
  nextAttemptAt: null,
  providerId: null,
  lastError: null,
  text: 'Hello.\n\nhttp://localhost/verify-email?token=t',
});

const board = {
  window: 'all',
  at: moment,
  season: null,
  from: null,
  to: moment,
  items: [
    { rank: 1, userId: 'u-1', username: 'ada', points: 1825, reachedAt: moment, tier: 'Contributor II' },
    { rank: 2, userId: 'u-2', username: 'bea', points: 125, reachedAt: moment, tier: 'Novice III' },
  ],
  nextCursor: null,
};

const explanation = {
  userId: 'u-1',
  username: 'ada',
  total: 100,
  tier: 'Novice III',
  items: [
    {
      ordinal: 1,
      grantId: 'sign-up:u-1',
      category: 'joining',
      source: 'sign-up',
      amount: 20,
      eventId,
      grantedAt: moment,
    },
    {
      ordinal: 2,
      grantId: 'verified:u-1',
      category: 'joining',
      source: 'email-verified',
      amount: 80,
      eventId,
      grantedAt: moment,
    },
  ],
  nextCursor: null,
};

const delivery = {
  subscription: 'stats.scores',
  state: 'ack',
  attempts: 1,
  dueAt: null,
  errorClass: null,
  errorMessage: null,
  lastFailedAt: null,
  redrives: 0,
};

const checks = [
  { name: 'database', ok: true, detail: 'Answers.', mend: null },
  {
    name: 'dead letters',
    ok: false,
    detail: '1 delivery gave up, and what came after it waits.',
    mend: 'See them with "boardwalk dlq groups", and mend the cause.',
  },
];

/** Whole pages of mail, so that there is more than one. */
const mails = [0, 1, 2].map(mail);

/** What a platform answers to each question, one of everything. */
export function answerOf({ path, method, body }: Asked): Answering {
  const url = new URL(path, 'http://platform/');
  const ok = (body: unknown): Answering => ({ status: 200, body });
  switch (`${method} ${url.pathname}`) {
    case 'GET /operator/events':
      return url.searchParams.has('after')
        ? ok({ items: [event], nextCursor: null, position: '12-34' })
        : ok({ items: [event], nextCursor: null, position: '12-33' });
    case `GET /operator/events/${eventId}`:
      return ok({
        position: '12-34',
        traceId: event.traceId,
        envelope: {
          specversion: '1.0',
          id: eventId,
          source: event.source,
          type: event.type,
          subject: 'u-1',
          time: moment,
          data: event.data,
        },
        raw: null,
        deliveries: [
          delivery,
          {
            ...delivery,
            subscription: 'discord.announcements',
            state: 'dead',
            attempts: 20,
            errorClass: 'PostRefusedError',
            errorMessage: 'No.',
          },
        ],
      });
    case 'GET /operator/dead-letters':
    case `GET /operator/dead-letters/${eventId}`:
      return ok({ items: [deadLetter], total: 1 });
    case `POST /operator/dead-letters/${eventId}/redrive`:
      return ok({ redriven: 1 });
    case `POST /operator/dead-letters/${eventId}/archive`:
      return ok({ archived: 1 });
    case `PUT /operator/dead-letters/${eventId}/data`: {
      const { data, dryRun } = body as { data: { userId: string }; dryRun: boolean };
      const changes = [{ field: 'userId', before: 'u-1', after: data.userId }];
      return ok({ subscription: 'discord.announcements', changes, edited: !dryRun, redriven: 0 });
    }
    case 'POST /operator/dead-letters/archive':
      return ok(
        (body as { dryRun: boolean }).dryRun ? { archived: 0, remaining: 3 } : { archived: 3, remaining: 0 },
      );
    case 'GET /operator/dead-letters/groups':
      return ok({ items: [group], total: 1_234 });
    case 'GET /operator/redrives':
      return ok({ items: [redrive] });
    case 'POST /operator/redrives':
      return ok({ matching: 3, redrive: (body as { dryRun?: boolean }).dryRun === true ? null : redrive });
    case `GET /operator/redrives/${redriveId}`:
    case `POST /operator/redrives/${redriveId}/pause`:
    case `POST /operator/redrives/${redriveId}/resume`:
    case `POST /operator/redrives/${redriveId}/cancel`:
      return ok(redrive);
    case 'GET /operator/consumers':
      return ok({ head: '12-34', total: 34, subscriptions: [consumer] });
    case 'POST /operator/consumers/stats.scores/pause':
    case 'POST /operator/consumers/stats.scores/resume':
      return ok({ subscription: 'stats.scores', changed: true });
    case 'GET /operator/replays':
      return ok({ items: [replay], nextCursor: null });
    case 'POST /operator/replays':
    case `GET /operator/replays/${redriveId}`:
    case `POST /operator/replays/${redriveId}/cancel`:
      return ok(replay);
    case `GET /operator/replays/${redriveId}/comparison`:
      return ok(comparison);
    case 'GET /operator/readers':
      return ok({ items: [reader] });
    case `POST /operator/readers/${reader.database}/far.away/forget`:
      return ok({ ...reader, deleted: { retrying: 0, waiting: 1, dead: 2, archived: 0 } });
    case 'GET /operator/unknown-calls':
      return ok({ items: [unknownCall] });
    case `POST /operator/unknown-calls/notifications.emails/${redriveId}/settle`:
      return ok({ settled: true });
    case 'GET /operator/delayed-commands/dead':
      return ok({ items: [deadCommand] });
    case `POST /operator/delayed-commands/${redriveId}/redrive`:
      return ok({ redriven: true });
    case `GET /operator/traces/${eventId}`:
      return ok(founding);
    case 'GET /operator/mail': {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      return ok({
        items: mails.slice(from, from + 1),
        nextCursor: from + 1 < mails.length ? String(from + 1) : null,
      });
    }
    case 'GET /leaderboards':
      return ok(board);
    case 'GET /operator/stats/ada/grants':
      return ok(explanation);
    case 'GET /operator':
      return ok(running);
    case 'GET /operator/doctor':
      return ok({ ok: false, checks });
    default:
      return problem(404, 'no-such-route', `No route answers ${path}.`);
  }
}
