import type { ScratchCopy } from './scratch-copy.js';

const config = 'tsconfig.everything.json';

/**
 * Examines the types of everything at once, production and tests, from the sources and with nothing built. (Built package
 * by package, whatever depends on a package with errors would have errors of its own.)
 * @returns the files with errors, each with what is said of it
 */
export async function typeErrors(copy: ScratchCopy): Promise<Map<string, string[]>> {
  copy.write(
    config,
    JSON.stringify({
      extends: './shared/tooling/tsconfig.test.json',
      compilerOptions: {
        allowJs: true,
        allowImportingTsExtensions: true,
        incremental: true,
        tsBuildInfoFile: './everything.tsbuildinfo',
      },
      include: ['apps/**/*.ts', 'modules/**/*.ts', 'shared/**/*.ts', 'test/**/*.ts'],
      exclude: ['**/node_modules', '**/dist', '**/fixtures'],
    }),
  );
  const { said } = await copy.node('node_modules/typescript/bin/tsc', '-p', config, '--pretty', 'false');
  const found = new Map<string, string[]>();
  for (const [, file = '', line, message] of said.matchAll(/^(\S+?)\((\d+),\d+\): error (.*)$/gm))
    found.set(file, [...(found.get(file) ?? []), `${line}: ${message}`]);
  // What stands in no file, such as a broken configuration.
  const elsewhere = said.split('\n').filter((line) => line.startsWith('error '));
  if (elsewhere.length > 0) found.set(config, elsewhere);
  return found;
}
