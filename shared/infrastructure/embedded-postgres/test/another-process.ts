import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Builds the package: other processes run it as it is shipped. */
export function build(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  execFileSync(process.execPath, [join(dirname(compiler), 'bin/tsc'), '-b', join(here, '..')]);
}

/** Another process with a part in the server of a directory; it can be killed. */
export async function anotherProcess(directory: string): Promise<{
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  kill(): Promise<void>;
}> {
  const child: ChildProcess = fork(join(here, 'fixtures/part-in-a-server.mjs'), [directory]);
  const [part] = (await once(child, 'message')) as [{ pid: number; port: number; url: string }];
  return {
    ...part,
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
