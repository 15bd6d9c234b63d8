#!/usr/bin/env node
// Plain JavaScript that also an older Node reads: `npm run boardwalk` comes with whatever Node npm runs on.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/main.js', import.meta.url);

/** Node 24.6, the oldest that everything here runs on. */
function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 6);
}

async function withNewerNode() {
  const [{ suitableNode }, { Problem }, { spawn }, { constants }] = await Promise.all([
    import('@boardwalk/tooling/start-up/node-runtime.mjs'),
    import('@boardwalk/tooling/start-up/problem.mjs'),
    import('node:child_process'),
    import('node:os'),
  ]);
  const node = await suitableNode().catch((error) => {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  });
  const words = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, words, { stdio: 'inherit' });
  // The terminal tells both of Ctrl-C; this one waits for what the other makes of it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
  }
  child.once('error', (error) => {
    process.stderr.write(`boardwalk: Node could not be started: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.once('close', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  });
}

// Before anything else: in a fresh clone there is nothing of ours that could be imported.
if (!existsSync(program)) {
  process.stderr.write(
    'boardwalk: The command line is not built yet.\n' +
      `  Why:  ${fileURLToPath(program)} does not exist.\n` +
      '  Mend: npm start installs and builds it (and starts the platform); npm run build builds everything.\n',
  );
  process.exitCode = 2;
} else if (!isRecent(process.versions.node)) await withNewerNode();
else await import(program.href);
