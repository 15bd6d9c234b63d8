/**
 * Plants a fault into the program that is started with it. Nothing on the disk is changed, and nothing that is shipped knows of it.
 *
 *     PLANTED_FAULT='early cursor advance' node --import ./test/planted-faults/plant.ts PROGRAM
 */
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Edit, faultCalled } from './faults.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const name = process.env['PLANTED_FAULT'];

if (name !== undefined) {
  const { edits, model = [] } = faultCalled(name);
  const byFile = Map.groupBy([...edits, ...model], ({ file }) => `${checkout}${file}`);

  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const planted = url.startsWith('file:') ? byFile.get(fileURLToPath(url)) : undefined;
      if (planted === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: edited(textOf(loaded.source), planted) };
    },
  });

  // Migrations are not loaded but read.
  const { readFileSync } = fs;
  fs.readFileSync = ((...request: Parameters<typeof readFileSync>) => {
    const content = readFileSync(...request);
    const [file] = request;
    const planted = typeof file === 'string' ? byFile.get(file) : undefined;
    return planted === undefined ? content : edited(textOf(content), planted);
  }) as typeof readFileSync;
  syncBuiltinESMExports();
}

function textOf(content: string | NodeJS.ArrayBufferView | ArrayBufferLike): string {
  if (typeof content === 'string') return content;
  return new TextDecoder().decode(content as NodeJS.ArrayBufferView);
}

/** @throws when the code has changed so that the fault fits no more */
function edited(source: string, edits: readonly Edit[]): string {
  let planted = source;
  for (const { file, text, instead } of edits) {
    const times = planted.split(text).length - 1;
    if (times !== 1)
      throw new Error(
        `The planted fault "${name}" does not fit ${file} any more: the text below stands there ${times} times instead of once. Change test/planted-faults/faults.ts.\n${text}`,
      );
    planted = planted.replace(text, () => instead);
  }
  return planted;
}
