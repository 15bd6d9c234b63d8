import { type Command, Option } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type { LoadOptions } from './verbs/load.js';
import { json, oneOf, whole } from './verbs/options.js';

/** What puts a platform under load. Its options are read by code that is loaded with the verb. */
export function addLoad(program: Command, session: Session, act: Act): void {
  program
    .command('load')
    .description(
      'make traffic as a community does, measure it, and compare what was answered with what is held',
    )
    .option('--rate <n/s>', 'arrivals a second, whatever is answered: 20/s, 600/m', '10/s')
    .option('--for <time>', 'how long: 90s, 5m, 1h', '1m')
    .option('--seed <n>', 'another seed, another schedule', whole(0, 4_294_967_295), 1)
    .option(
      '--shape <shape>',
      'poisson: by chance, as people come; constant: evenly',
      oneOf('poisson', 'constant'),
      'poisson',
    )
    .option('--mix <deed=weight,...>', 'what happens, and how often (default: what a community does)')
    .option(
      '--people <n>',
      'how many people there are at first (default: enough for the rate)',
      whole(2, 500),
    )
    .option('--demo', 'also what goes wrong: wrong passwords, nonsense, strangers, yanks; to look at traces')
    .addOption(
      new Option(
        '--find-rate',
        'look for the highest rate that is sustained, from --rate on, --for each step',
      ).conflicts('demo'),
    )
    .option('--patience <seconds>', 'how long to wait for a platform that is away or busy', whole(1), 60)
    .option('--wait <seconds>', 'how long the subscriptions may take afterwards', whole(1), 600)
    .addOption(json('load'))
    .addHelpText(
      'after',
      '\nMakes people, collectives and extensions of its own, named load-…, which stay. Exit code 1 when anything was lost, repeated, out of order or failed. Ctrl-C ends the arrivals, and the report comes all the same.',
    )
    .action(act(async (options: LoadOptions) => (await import('./verbs/load.js')).load(session, options)));
}
