import type { Command } from 'commander';
import { usageError } from './exit.js';

/**
 * Options in front of `--` are npm's: `npm run boardwalk extract stats --dry-run` would run without, and write.
 * @throws {CliError} when npm kept an option that the verb has
 */
export function refuseWhatNpmKept(program: Command, words: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env['npm_lifecycle_event'] !== 'boardwalk') return;
  const kept = verbOf(program, words)
    .options.flatMap(({ long }) => long ?? [])
    .filter((option) => env[settingOf(option)] !== undefined && !isTyped(option, words));
  if (kept.length === 0) return;
  throw usageError(
    `npm kept ${kept.join(' and ')} for itself.`,
    'What stands in front of -- are options of npm; nothing was done without them.',
    `Put -- in front of the words: npm run boardwalk -- ${words[0]} … ${kept.join(' … ')}`,
  );
}

function verbOf(program: Command, words: readonly string[]): Command {
  let verb = program;
  for (const word of words) {
    const next = verb.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    verb = next;
  }
  return verb;
}

/** Where npm tells its scripts of an option. */
function settingOf(option: string): string {
  return `npm_config_${option.slice(2).replaceAll('-', '_')}`;
}

function isTyped(option: string, words: readonly string[]): boolean {
  return words.some((word) => word === option || word.startsWith(`${option}=`));
}
