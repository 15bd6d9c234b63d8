import { type Command, Option } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type { ExtractOptions } from './verbs/extract.js';
import { address, json, oneOf } from './verbs/options.js';

/** What changes the files of a checkout after the platform was asked. */
export function addExtract(program: Command, session: Session, act: Act): void {
  program
    .command('extract <context>')
    .description('let a context run in a process of its own: checks, files, and the steps in their order')
    .option('--transport <name>', 'what facts travel by; refused if they do not (default: whatever they do)')
    .option(
      '--only <place>',
      'compose, fly or process (default: all that the checkout has)',
      oneOf('compose', 'fly', 'process'),
    )
    .option(
      '--identity-url <url>',
      'where a process that is started by hand reaches identity (default: the platform)',
      address,
    )
    .option('--back', 'undo it: remove what was written, and say the steps back')
    .option('--dry-run', 'show what would be written, and write nothing')
    .addOption(json('extract'))
    .addOption(new Option('--root <folder>', 'another checkout').hideHelp())
    .addHelpText(
      'after',
      '\nExit code 1 when a check failed; then nothing is written. docs/extraction.md is the guide.',
    )
    .action(
      act(async (context: string, options: ExtractOptions) =>
        (await import('./verbs/extract.js')).extract(session, context, options),
      ),
    );
}
