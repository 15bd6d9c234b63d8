import { join } from 'node:path';
import { boardwalk } from '../../servers/platform-process.ts';

/** A file of publications that `boardwalk generate` makes up. */
export async function madeUpHistory(folder: string, lines: number, seed = 7): Promise<string> {
  const file = join(folder, 'history.jsonl');
  const size = { seed, collectives: 8, authors: 60, lines };
  const words = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { code, output } = await boardwalk(folder, ['generate', 'publications', ...words, '--out', file])
    .ended;
  if (code !== 0) throw new Error(`No history was made up:\n${output}`);
  return file;
}
