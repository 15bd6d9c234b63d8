import { type Command, Option } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type { GenerateOptions } from './verbs/generate-publications.js';
import type { ConsumerOptions, ContextOptions, EventOptions } from './verbs/new.js';
import { oneOf, whole } from './verbs/options.js';

/** What needs no running platform. */
export function addLocalVerbs(program: Command, session: Session, act: Act): void {
  program
    .command('generate')
    .description('make up data')
    .helpCommand(false)
    .command('publications')
    .description('a history of publications to import; the same options give the same file')
    .option('--seed <n>', 'another seed, another history', whole(0, 4_294_967_295), 1)
    .option('--collectives <n>', 'how many collectives', whole(1, 10_000), 24)
    .option('--authors <n>', 'how many authors, each of one collective', whole(1, 1_000_000), 190)
    .option('--extensions <n>', 'how many extensions (default: one for 28 lines)', whole(1, 1_000_000))
    .option('--lines <n>', 'how many publications', whole(1), 10_000)
    .option('--out <file>', 'where to write, packed if it ends in .gz (default: stdout)')
    .action(
      act(async (options: GenerateOptions) =>
        (await import('./verbs/generate-publications.js')).generatePublications(session, options),
      ),
    );
  addNew(program, session, act);
}

function addNew(program: Command, session: Session, act: Act): void {
  const create = program
    .command('new')
    .description('write the code of something new into this checkout')
    .helpCommand(false);
  const dryRun = () => new Option('--dry-run', 'say what would be written, and write nothing');
  const json = () => new Option('--json', 'one JSON document, as schemas/new.schema.json describes it');
  const root = () => new Option('--root <folder>', 'another checkout').hideHelp();
  create
    .command('event <type>')
    .description('a fact: contract, private event, publisher entry and test; <context>.<what-happened>')
    .requiredOption('--aggregate <name>', 'the aggregate that records it, as its file in domain/ is called')
    .option('--key <field>', 'the field that keeps facts in order (default: <aggregate>Id)')
    .option('--field <name:type...>', 'a further field: string, number or boolean; "name?:type" is optional')
    .option('--says <sentence>', 'what happened, in a sentence')
    .option(
      '--visible <to>',
      'who may see it: true (anyone), members or false',
      oneOf('true', 'members', 'false'),
      'members',
    )
    .option('--external', 'meant for the outside; needs no consumer here')
    .addOption(dryRun())
    .addOption(json())
    .addOption(root())
    .action(
      act(async (type: string, options: EventOptions) =>
        (await import('./verbs/new.js')).newEvent(session, type, options),
      ),
    );
  create
    .command('consumer <type>')
    .description('a consumer of a fact, with command, handler, table and test')
    .requiredOption('--context <name>', 'the context that it belongs to; made if there is none of this name')
    .option('--command <Name>', 'the command that it is translated into (default: Record<WhatHappened>)')
    .option('--subscription <name>', 'share this subscription (default: <context>.<what-happened>)')
    .addOption(dryRun())
    .addOption(json())
    .addOption(root())
    .action(
      act(async (type: string, options: ConsumerOptions) =>
        (await import('./verbs/new.js')).newConsumer(session, type, options),
      ),
    );
  create
    .command('context <name>')
    .description('a context: module, schema, place in the platform')
    .option('--does <line>', 'what it is for, in a line for people')
    .addOption(dryRun())
    .addOption(json())
    .addOption(root())
    .action(
      act(async (name: string, options: ContextOptions) =>
        (await import('./verbs/new.js')).newContext(session, name, options),
      ),
    );
}
