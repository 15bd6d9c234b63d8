import { type Command, InvalidArgumentError } from 'commander';
import type { Act } from './exit.js';
import type { Session } from './session.js';
import type * as collectives from './verbs/collectives.js';
import type * as extensions from './verbs/extensions.js';
import type { LoginOptions, LogoutOptions } from './verbs/login.js';
import type { ListOutput } from './verbs/listing.js';
import { json, limit, ndjson, oneOf, type Output } from './verbs/options.js';
import type { PublishOptions } from './verbs/publish.js';
import type { PullOptions } from './verbs/pull.js';

/** What people do who use the platform, each by a key of their own. */
export function addMemberVerbs(program: Command, session: Session, act: Act): void {
  program
    .command('login')
    .description('sign in: asks for name and password, makes a key, and keeps it in the data folder')
    .option('--key-from-stdin', 'keep this key instead; so does BOARDWALK_API_KEY')
    .addOption(json('login'))
    .action(act(async (options: LoginOptions) => (await import('./verbs/login.js')).login(session, options)));
  program
    .command('logout')
    .description('revoke the key of the sign-in, and forget it')
    .option('--forget', 'forget it here only; it goes on working')
    .addOption(json('logout'))
    .action(
      act(async (options: LogoutOptions) => (await import('./verbs/login.js')).logout(session, options)),
    );
  addCollectives(program, session, act);
  const group = program.command('extensions').description('what people publish').helpCommand(false);
  addTransfers(group, session, act);
  addStandings(group, session, act);
}

function addCollectives(program: Command, session: Session, act: Act): void {
  const group = program.command('collectives').description('who publishes together').helpCommand(false);
  group
    .command('ls')
    .description('list them by slug')
    .addOption(limit(20))
    .addOption(json('collectives-ls'))
    .addOption(ndjson())
    .action(
      act(async (options: ListOutput) => (await import('./verbs/collectives.js')).ls(session, options)),
    );
  group
    .command('show <slug>')
    .description('one of them; its members too, if you are one')
    .addOption(json('collectives-show'))
    .action(
      act(async (slug: string, options: Output) =>
        (await import('./verbs/collectives.js')).show(session, slug, options),
      ),
    );
  group
    .command('members <slug>')
    .description('who belongs to one of yours')
    .addOption(json('collectives-members'))
    .addOption(ndjson())
    .action(
      act(async (slug: string, options: Output) =>
        (await import('./verbs/collectives.js')).members(session, slug, options),
      ),
    );
  group
    .command('found <slug>')
    .description('found one, and own it')
    .option('--name <name>', 'what people call it (default: the slug)')
    .addOption(json('collectives-found'))
    .action(
      act(async (slug: string, options: collectives.FoundOptions) =>
        (await import('./verbs/collectives.js')).found(session, slug, options),
      ),
    );
  group
    .command('invite <slug> <address>')
    .description('invite somebody by e-mail')
    .option('--role <role>', 'owner, admin or member', oneOf('owner', 'admin', 'member'), 'member')
    .addOption(json('collectives-invite'))
    .action(
      act(async (slug: string, email: string, options: collectives.InviteOptions) =>
        (await import('./verbs/collectives.js')).invite(session, slug, email, options),
      ),
    );
}

/** In which order extensions are found; relevance needs words. */
const sorts = ['relevance', 'newest', 'most-pulled', 'name'] as const;

function addTransfers(group: Command, session: Session, act: Act): void {
  group
    .command('search [words...]')
    .description('find some: by words of names, labels and descriptions, or part of a name')
    .option('--collective <slug>', 'only of this collective')
    .option('--label <label>', 'only with this label')
    .option('--platform <platform>', 'only for this platform')
    .option('--sort <order>', sorts.join(', '), oneOf(...sorts))
    .addOption(limit(20))
    .addOption(json('extensions-search'))
    .addOption(ndjson())
    .action(
      act(async (words: string[], options: extensions.SearchOptions) =>
        (await import('./verbs/extensions.js')).search(session, words, options),
      ),
    );
  group
    .command('show <name>')
    .description('one of them, and its versions')
    .addOption(limit(20))
    .addOption(json('extensions-show'))
    .action(
      act(async (name: string, options: extensions.ShowOptions) =>
        (await import('./verbs/extensions.js')).show(session, name, options),
      ),
    );
  group
    .command('publish <path>')
    .description('publish a folder, or an archive of one; goes on where an earlier try was cut off')
    .requiredOption('--name <name>', '@collective/name')
    .option('--version <version>', 'YYYY.MM.DD.MICRO (default: the next one of today)')
    .option('--description <text>', 'what it is, in a sentence')
    .option('--license <name>', 'such as MIT')
    .option('--notes <text>', 'what is new in this version')
    .option('--label <label...>', 'what it is found by')
    .option('--platform <name...>', 'what it is for')
    .option('--needs <name...>', 'extensions that it depends on')
    .option('--contains <kind=count>', 'how many of a kind it holds; may be repeated', counting)
    .option('--private', 'for members of the collective only; decided by the first version')
    .addOption(json('extensions-publish'))
    .addHelpText(
      'after',
      '\nOf a folder everything is packed but .git, node_modules and .DS_Store. Description, license, labels and platforms that are' +
        "\nnot given are those of the version before; --label '' takes all labels away.",
    )
    .action(
      act(async (path: string, options: PublishOptions) =>
        (await import('./verbs/publish.js')).publish(session, path, options),
      ),
    );
  group
    .command('pull <name>')
    .description('get one into a folder: @collective/name, or @collective/name@version')
    .option('--to <folder>', 'where to; it must not be there (default: the last part of the name)')
    .addOption(json('extensions-pull'))
    .action(
      act(async (name: string, options: PullOptions) =>
        (await import('./verbs/pull.js')).pull(session, name, options),
      ),
    );
}

function addStandings(group: Command, session: Session, act: Act): void {
  group
    .command('yank <name>')
    .description('let nobody pull it any more: @collective/name, or one version: @collective/name@version')
    .option('--reason <text>', 'why; whoever pulled it is told')
    .addOption(json('extensions-standing'))
    .action(
      act(async (name: string, options: extensions.YankOptions) =>
        (await import('./verbs/extensions.js')).yank(session, name, options),
      ),
    );
  group
    .command('unyank <name>')
    .description('let it be pulled again')
    .addOption(json('extensions-standing'))
    .action(
      act(async (name: string, options: Output) =>
        (await import('./verbs/extensions.js')).unyank(session, name, options),
      ),
    );
  group
    .command('deprecate <name>')
    .description('say that there is something better; it can still be pulled')
    .option('--superseded-by <name>', 'what is better')
    .addOption(json('extensions-standing'))
    .action(
      act(async (name: string, options: extensions.DeprecateOptions) =>
        (await import('./verbs/extensions.js')).deprecate(session, name, options),
      ),
    );
  group
    .command('undeprecate <name>')
    .description('take that back')
    .addOption(json('extensions-standing'))
    .action(
      act(async (name: string, options: Output) =>
        (await import('./verbs/extensions.js')).undeprecate(session, name, options),
      ),
    );
}

/** For commander: `kind=count`, collected. */
function counting(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, kind, number] = /^([^=]+)=(\d{1,6})$/.exec(text) ?? [];
  if (kind === undefined) throw new InvalidArgumentError('It must be a kind and a number, such as theme=3.');
  return { ...before, [kind]: Number(number) };
}
