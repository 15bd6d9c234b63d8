import { run } from './run.js';
import { realTime } from './session.js';
import { TerminalKeyboard } from './terminal/keyboard.js';
import { Terminal } from './terminal/terminal.js';

const interrupt = new AbortController();

// The second Ctrl-C does not wait for anything.
process.on('SIGINT', () => {
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
});
process.on('SIGTERM', () => interrupt.abort());

// Whoever read our output has seen enough: `boardwalk events ls | head`. Nobody reading our progress ends nothing.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  terminal: new Terminal(process.stdout, process.stderr, process.env),
  keyboard: new TerminalKeyboard(process.stdin, process.stderr),
  env: process.env,
  signal: interrupt.signal,
  time: realTime,
});
