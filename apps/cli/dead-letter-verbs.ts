import { type Command, Option } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type * as dlq from './verbs/dlq.js';
import type { EditOptions } from './verbs/dlq-edit.js';
import type { ListOutput } from './verbs/listing.js';
import { json, limit, ndjson, type Output, whole } from './verbs/options.js';

type RedriveOptions = dlq.RedriveOptions & import('./verbs/dlq-many.js').RedriveManyOptions;
type ArchiveOptions = dlq.RedriveOptions & import('./verbs/dlq-many.js').ArchiveManyOptions;

/** Those that were asked for, by what they have in common. */
function filtered(command: Command): Command {
  return command
    .option('--subscription <name>', 'only of this subscription')
    .option('--type <type>', 'only of this type')
    .option('--error <class>', 'only with this class of error, as dlq ls shows it')
    .option('--since <moment>', 'only that gave up then or later, ISO 8601')
    .option('--until <moment>', 'only that gave up before then');
}

const every = () => new Option('--all', 'every dead letter');
const dryRun = () => new Option('--dry-run', 'only say what would be done');

/** What asks about deliveries that gave up, and sends them on. */
export function addDeadLetters(program: Command, session: Session, act: Act): void {
  const letters = program
    .command('dlq')
    .description('dead letters: deliveries that gave up')
    .helpCommand(false);
  filtered(letters.command('ls'))
    .description('list them, latest failure first')
    .addOption(limit(20, 100))
    .addOption(json('dlq'))
    .addOption(ndjson())
    .action(act(async (options: dlq.ListOptions) => (await import('./verbs/dlq.js')).ls(session, options)));
  filtered(letters.command('groups'))
    .description('count those that failed alike')
    .addOption(limit(20, 100))
    .addOption(json('dlq-groups'))
    .addOption(ndjson())
    .action(
      act(async (options: dlq.ListOptions) => (await import('./verbs/dlq.js')).groups(session, options)),
    );
  letters
    .command('show <eventId>')
    .description('those of one event, with reason and data')
    .addOption(json('dlq'))
    .action(
      act(async (id: string, options: Output) => (await import('./verbs/dlq.js')).show(session, id, options)),
    );
  letters
    .command('edit <eventId>')
    .description('give one of them other data, after a check against its contract')
    .option('--subscription <name>', 'in this subscription, if it gave up in several')
    .option('--set <field=value>', 'one field; may be repeated', (text, all: string[]) => [...all, text], [])
    .option('--data <file>', 'all of it, from a file of JSON')
    .option('--redrive', 'and let it run again')
    .addOption(dryRun())
    .addOption(json('dlq-edit'))
    .action(
      act(async (id: string, options: EditOptions) =>
        (await import('./verbs/dlq-edit.js')).edit(session, id, options),
      ),
    );
  filtered(letters.command('redrive [eventId]'))
    .description('let them run again: those of one event, or all that are meant; safe to do twice')
    .addOption(every())
    .option('--rate <n>', 'so many a second at the most', whole(1, 1_000_000))
    .option('--no-wait', 'of many: end as soon as it is started')
    .addOption(dryRun())
    .addOption(json('dlq-redrive'))
    .action(
      act(async (id: string | undefined, options: RedriveOptions) =>
        id === undefined
          ? (await import('./verbs/dlq-many.js')).redriveMany(session, options)
          : (await import('./verbs/dlq.js')).redrive(session, id, options),
      ),
    );
  filtered(letters.command('archive [eventId]'))
    .description('give up on them for good: those of one event, or all that are meant; their keys go on')
    .addOption(every())
    .addOption(dryRun())
    .addOption(json('dlq-archive'))
    .action(
      act(async (id: string | undefined, options: ArchiveOptions) =>
        id === undefined
          ? (await import('./verbs/dlq-many.js')).archiveMany(session, options)
          : (await import('./verbs/dlq.js')).archive(session, id, options),
      ),
    );
  addRedrives(letters, session, act);
}

function addRedrives(letters: Command, session: Session, act: Act): void {
  const redrives = letters
    .command('redrives')
    .description('redrives of many, which go on by themselves')
    .helpCommand(false);
  redrives
    .command('ls', { isDefault: true })
    .description('list them, newest first')
    .addOption(limit(20, 100))
    .addOption(json('dlq-redrives'))
    .addOption(ndjson())
    .action(act(async (options: ListOutput) => (await import('./verbs/dlq-many.js')).ls(session, options)));
  redrives
    .command('watch <id>')
    .description('show how far one is, until it ends; Ctrl-C ends the watching only')
    .addOption(json('dlq-redrive'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/dlq-many.js')).watch(session, id, options),
      ),
    );
  for (const [verb, does] of [
    ['pause', 'let one rest'],
    ['resume', 'let one go on'],
    ['cancel', 'end one; what it has not come to stays dead'],
  ] as const) {
    redrives
      .command(`${verb} <id>`)
      .description(does)
      .addOption(json('dlq-redrive'))
      .action(
        act(async (id: string, options: Output) =>
          (await import('./verbs/dlq-many.js')).change(session, verb, id, options),
        ),
      );
  }
}
