import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { Command } from 'commander';
import type { Act, ExitCode } from './exit.js';
import { addExtract } from './extract-verb.js';
import { addLoad } from './load-verb.js';
import { addLocalVerbs } from './local-verbs.js';
import { addMemberVerbs } from './member-verbs.js';
import { addPlatformVerbs } from './platform-verbs.js';
import type { Session } from './session.js';
import { wrapped } from './terminal/text.js';

const about = [
  'In this checkout, and wherever a message says "boardwalk …": npm run -s boardwalk -- …',
  'Where: BOARDWALK_URL names the platform, BOARDWALK_TOKEN is the operator token. Without them, the platform that was started from this checkout (its data folder, BOARDWALK_HOME, holds instance.json).',
  'Data goes to stdout, progress and problems to stderr. --json gives one document, --ndjson a line per item; apps/cli/schemas describes them. NO_COLOR turns colours off.',
  'Exit codes: 0 ok · 1 the answer is no · 2 usage · 3 not found · 4 unreachable · 5 timeout · 6 refused · 130 interrupted',
];

export function programFor(session: Session, ended: (code: ExitCode) => void): Command {
  const { terminal } = session;
  const act: Act =
    (verb) =>
    async (...words) =>
      ended(await verb(...words));
  const program = new Command('boardwalk')
    .description('Boardwalk from the command line.')
    .version(versionOf(checkout), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand(false)
    .addHelpText('after', () =>
      about.map((text) => `\n${wrapped(text.split(' '), terminal.columns).join('\n')}`).join('\n'),
    )
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    // Beside a long verb a narrow column is left, and lines in it are better broken than cut off by the terminal.
    .configureHelp({ minWidthToWrap: 20 })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.write(text),
      writeErr: (text) => terminal.say(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.progressColumns,
      getOutHasColors: () => terminal.painter.enabled,
      outputError: (text, write) =>
        write(`boardwalk: ${text.replace(/^error: /, '').trim()}\n  Mend: add --help to see what it takes\n`),
    });
  addMemberVerbs(program, session, act);
  addPlatformVerbs(program, session, act);
  addExtract(program, session, act);
  addLoad(program, session, act);
  addLocalVerbs(program, session, act);
  return program;
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: unknown };
  return String(version);
}
