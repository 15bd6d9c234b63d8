import { type Command, Option } from 'commander';
import { addCalls, addDelayedCommands } from './call-verbs.js';
import { addDeadLetters } from './dead-letter-verbs.js';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type { ForgetOptions } from './verbs/consumers.js';
import type * as events from './verbs/events.js';
import type { ImportOptions } from './verbs/import-publications.js';
import type * as mail from './verbs/mail.js';
import type { ListOutput } from './verbs/listing.js';
import { json, limit, ndjson, oneOf, type Output, whole } from './verbs/options.js';
import type { ReplayOptions } from './verbs/replay.js';
import type * as stats from './verbs/stats.js';

/** What asks a running platform. */
export function addPlatformVerbs(program: Command, session: Session, act: Act): void {
  program
    .command('tour')
    .description('five minutes of Boardwalk, step by step, each one checked')
    .addOption(json('tour'))
    .action(act(async (options: Output) => (await import('./verbs/tour.js')).tour(session, options)));
  addImport(program, session, act);
  addEvents(program, session, act);
  program
    .command('trace <id>')
    .description(
      'what one request set in motion, as a waterfall; the id of an event, a trace or a correlation',
    )
    .addOption(json('trace'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/trace.js')).trace(session, id, options),
      ),
    );
  addDeadLetters(program, session, act);
  addDelayedCommands(program, session, act);
  addConsumers(program, session, act);
  program
    .command('mail')
    .description('mails and what became of them')
    .helpCommand(false)
    .command('ls')
    .description('list them, newest first')
    .option('--to <address>', 'only to this address')
    .option('--text', 'with what they say')
    .addOption(limit(20))
    .addOption(json('mail-ls'))
    .addOption(ndjson())
    .action(act(async (options: mail.ListOptions) => (await import('./verbs/mail.js')).ls(session, options)));
  addCalls(program, session, act);
  addStats(program, session, act);
  program
    .command('doctor')
    .description('examine database, log, subscriptions and tracing; exit code 1 if something is ill')
    .addOption(json('doctor'))
    .action(act(async (options: Output) => (await import('./verbs/doctor.js')).examine(session, options)));
}

function addImport(program: Command, session: Session, act: Act): void {
  program
    .command('import')
    .description('take over what happened elsewhere')
    .helpCommand(false)
    .command('publications <file>')
    .description('publications from FILE.jsonl[.gz]; may be ended and run again at any time')
    .option('--batch <n>', 'lines in one request', whole(1, 1000), 500)
    .option('--rejects <file>', 'where rejected lines go (default: FILE.rejects.jsonl)')
    .option('--patience <seconds>', 'how long to wait for a platform that is away or behind', whole(1), 60)
    .option('--wait <seconds>', 'how long to wait for the subscriptions afterwards', whole(1), 600)
    .option('--no-wait', 'end as soon as every line is taken')
    .addOption(json('import-publications'))
    .addHelpText(
      'after',
      '\nA line: {"publishedAt", "name", "version", "author", "platforms": [], "labels": [], "contents": {kind: count}, "dependencies": []}.\nExit code 1 when lines were rejected.',
    )
    .action(
      act(async (file: string, options: ImportOptions) =>
        (await import('./verbs/import-publications.js')).importPublications(session, file, options),
      ),
    );
}

function addEvents(program: Command, session: Session, act: Act): void {
  const events = program.command('events').description('the facts in the log').helpCommand(false);
  events
    .command('ls')
    .description('list them, newest first')
    .option('--type <type>', 'only of this type: <context>.<what-happened>.v<number>')
    .option('--context <name>', 'only of this context')
    .option(
      '--status <status>',
      'only with such a delivery: dead, retrying or waiting',
      oneOf('dead', 'retrying', 'waiting'),
    )
    .addOption(limit(20))
    .addOption(json('events-ls'))
    .addOption(ndjson())
    .action(
      act(async (options: events.ListOptions) => (await import('./verbs/events.js')).ls(session, options)),
    );
  events
    .command('show <eventId>')
    .description('one of them, and what became of it in each subscription')
    .addOption(json('events-show'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/events.js')).show(session, id, options),
      ),
    );
  events
    .command('tail')
    .description('print them as they come, until Ctrl-C')
    .option('--type <type>', 'only of this type')
    .option('--context <name>', 'only of this context')
    .option('--from <position>', 'begin after this position (default: now); genesis is the beginning')
    .option('--limit <n>', 'end after so many', whole(1))
    .addOption(new Option('--ndjson', 'one JSON document a line'))
    .action(
      act(async (options: events.TailOptions) => (await import('./verbs/events.js')).tail(session, options)),
    );
  addReplays(events, session, act);
}

function addConsumers(program: Command, session: Session, act: Act): void {
  const consumers = program
    .command('consumers')
    .description('subscriptions: how far each has come')
    .helpCommand(false);
  consumers
    .command('ls')
    .description('list them, with lag and failures')
    .addOption(json('consumers'))
    .addOption(ndjson())
    .action(act(async (options: Output) => (await import('./verbs/consumers.js')).ls(session, options)));
  for (const [verb, does] of [
    ['pause', 'let one stand still; its facts wait in the log'],
    ['resume', 'let one go on'],
  ] as const) {
    consumers
      .command(`${verb} <subscription>`)
      .description(`${does}; safe to do twice`)
      .addOption(json('consumers-change'))
      .action(
        act(async (name: string, options: Output) =>
          (await import('./verbs/consumers.js')).change(session, verb, name, options),
        ),
      );
  }
  consumers
    .command('forget <subscription>')
    .description(
      'give up one that will not come back: the log is kept for it no longer, its dead letters are deleted',
    )
    .option('--database <uuid>', 'the one whose cursors lie in this database, if it reads from several')
    .addOption(json('consumers-forget'))
    .action(
      act(async (name: string, options: ForgetOptions) =>
        (await import('./verbs/consumers.js')).forget(session, name, options),
      ),
    );
}

function addReplays(events: Command, session: Session, act: Act): void {
  events
    .command('replay <subscription>')
    .description('deliver facts of the past to a subscription again')
    .option('--from <place>', 'begin after this position or moment; genesis is the beginning', 'genesis')
    .option('--live', 'only what was skipped or archived, into its tables')
    .option('--shadow', 'everything, into copies of its tables')
    .option('--no-wait', 'end as soon as it is started')
    .option('--no-compare', 'of a shadow: end when it is filled, without a look at what differs')
    .addOption(json('events-replay'))
    .addHelpText('after', '\nExit code 1 when a table differs from its shadow.')
    .action(
      act(async (name: string, options: ReplayOptions) =>
        (await import('./verbs/replay.js')).replay(session, name, options),
      ),
    );
  const replays = events
    .command('replays')
    .description('replays, which go on by themselves')
    .helpCommand(false);
  replays
    .command('ls', { isDefault: true })
    .description('list them, newest first')
    .addOption(limit(20))
    .addOption(json('events-replays'))
    .addOption(ndjson())
    .action(act(async (options: ListOutput) => (await import('./verbs/replay.js')).ls(session, options)));
  replays
    .command('watch <id>')
    .description('show how far one is, until it ends; Ctrl-C ends the watching only')
    .addOption(json('events-replay'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/replay.js')).watch(session, id, options),
      ),
    );
  replays
    .command('compare <id>')
    .description('compare the tables with the shadow that one filled; exit code 1 when they differ')
    .addOption(json('events-replay'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/replay.js')).compare(session, id, options),
      ),
    );
  replays
    .command('cancel <id>')
    .description('end one where it is')
    .addOption(json('events-replay'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/replay.js')).cancel(session, id, options),
      ),
    );
}

function addStats(program: Command, session: Session, act: Act): void {
  const windows = ['all', 'season', 'week', 'day'] as const;
  const stats = program
    .command('stats')
    .enablePositionalOptions()
    .description('the leaderboard; "stats explain <user>" tells where a score comes from')
    .helpCommand(false)
    .option('--window <window>', windows.join(', '), oneOf(...windows), 'all')
    .option('--at <moment>', 'as of this moment, ISO 8601 (default: now)')
    .addOption(limit(20))
    .addOption(json('stats'))
    .addOption(ndjson())
    .action(
      act(async (options: stats.BoardOptions) =>
        (await import('./verbs/stats.js')).leaderboard(session, options),
      ),
    );
  stats
    .command('explain <user>')
    .description('every grant behind a score, oldest first, with its event')
    .addOption(limit(100))
    .addOption(json('stats-explain'))
    .addOption(ndjson())
    .action(
      act(async (user: string, options: ListOutput) =>
        (await import('./verbs/stats.js')).explain(session, user, options),
      ),
    );
}
