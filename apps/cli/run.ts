import { CommanderError } from 'commander';
import { CliError, exitCode } from './exit.js';
import { refuseWhatNpmKept } from './kept-by-npm.js';
import { programFor } from './program.js';
import type { Session } from './session.js';

/**
 * Runs one command line.
 * @param words without the program's own name
 * @returns the exit code; what there was to say has been said
 */
export async function run(words: readonly string[], session: Session): Promise<number> {
  const { terminal } = session;
  let code: number = exitCode.ok;
  const program = programFor(session, (ended) => {
    code = ended;
  });
  try {
    refuseWhatNpmKept(program, words, session.env);
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    if (session.signal.aborted && !(error instanceof CliError)) return exitCode.interrupted;
    if (error instanceof CliError) {
      if (error.what !== '') terminal.say(error.toString());
      return error.exitCode;
    }
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.say(`boardwalk: An error in this program, not in what you typed.\n${told}`);
    return exitCode.negative;
  }
}
