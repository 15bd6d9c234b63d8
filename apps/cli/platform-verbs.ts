import { type Command, Option } from 'commander';
import type { Act } from './program.js';
import type { Session } from './session.js';
import type * as dlq from './verbs/dlq.js';
import type * as events from './verbs/events.js';
import type { ImportOptions } from './verbs/import-publications.js';
import type * as mail from './verbs/mail.js';
import { oneOf, type Output, whole } from './verbs/options.js';
import type * as stats from './verbs/stats.js';

const json = (schema: string) =>
  new Option('--json', `one JSON document, as schemas/${schema}.schema.json describes it`);
const ndjson = () => new Option('--ndjson', 'one JSON document a line').conflicts('json');
const limit = (usual: number, most?: number) =>
  new Option('--limit <n>', 'how many at most').argParser(whole(1, most)).default(usual);

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
    .option('--from <position>', 'begin after this position (default: now); 0-0 is the beginning of the log')
    .option('--limit <n>', 'end after so many', whole(1))
    .addOption(new Option('--ndjson', 'one JSON document a line'))
    .action(
      act(async (options: events.TailOptions) => (await import('./verbs/events.js')).tail(session, options)),
    );
}

function addDeadLetters(program: Command, session: Session, act: Act): void {
  const letters = program
    .command('dlq')
    .description('dead letters: deliveries that gave up')
    .helpCommand(false);
  const subscription = () => new Option('--subscription <name>', 'only of this subscription');
  letters
    .command('ls')
    .description('list them, latest failure first')
    .addOption(subscription())
    .option('--type <type>', 'only of this type')
    .addOption(limit(20, 100))
    .addOption(json('dlq'))
    .addOption(ndjson())
    .action(act(async (options: dlq.ListOptions) => (await import('./verbs/dlq.js')).ls(session, options)));
  letters
    .command('show <eventId>')
    .description('those of one event, with reason and data')
    .addOption(json('dlq'))
    .action(
      act(async (id: string, options: Output) => (await import('./verbs/dlq.js')).show(session, id, options)),
    );
  letters
    .command('redrive <eventId>')
    .description('let them run again; safe to do twice')
    .addOption(subscription())
    .addOption(json('dlq-redrive'))
    .action(
      act(async (id: string, options: dlq.RedriveOptions) =>
        (await import('./verbs/dlq.js')).redrive(session, id, options),
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
      act(async (user: string, options: stats.ExplainOptions) =>
        (await import('./verbs/stats.js')).explain(session, user, options),
      ),
    );
}
