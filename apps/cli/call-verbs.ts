import type { Command } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type * as calls from './verbs/calls.js';
import type { ListOutput } from './verbs/listing.js';
import { json, limit, ndjson, oneOf, type Output } from './verbs/options.js';

/** What asks about calls to the world outside, and settles those of which nobody knows whether they arrived. */
export function addCalls(program: Command, session: Session, act: Act): void {
  const group = program
    .command('calls')
    .description('calls to the world outside, such as mails, whose outcome is unknown')
    .helpCommand(false);
  group
    .command('ls')
    .description('list them, oldest first in each queue')
    .addOption(limit(20, 100))
    .addOption(json('calls'))
    .addOption(ndjson())
    .action(act(async (options: ListOutput) => (await import('./verbs/calls.js')).ls(session, options)));
  group
    .command('settle <queue> <id>')
    .description('say what became of one; safe to do twice')
    .requiredOption(
      '--as <outcome>',
      'sent: it arrived; failed: it did not, and is given up; again: it did not, and is made again',
      oneOf('sent', 'failed', 'again'),
    )
    .addOption(json('calls-settle'))
    .action(
      act(async (queue: string, id: string, options: calls.SettleOptions) =>
        (await import('./verbs/calls.js')).settle(session, queue, id, options),
      ),
    );
}

/** What asks about delayed commands that gave up, and lets them run again. */
export function addDelayedCommands(program: Command, session: Session, act: Act): void {
  const group = program.command('delayed').description('delayed commands that gave up').helpCommand(false);
  group
    .command('ls')
    .description('list them, latest failure first')
    .addOption(limit(20, 100))
    .addOption(json('delayed'))
    .addOption(ndjson())
    .action(act(async (options: ListOutput) => (await import('./verbs/delayed.js')).ls(session, options)));
  group
    .command('redrive <id>')
    .description('let one run again; safe to do twice')
    .addOption(json('delayed-redrive'))
    .action(
      act(async (id: string, options: Output) =>
        (await import('./verbs/delayed.js')).redrive(session, id, options),
      ),
    );
}
