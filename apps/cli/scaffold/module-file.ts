import { kebab } from './names.js';
import type { Plan } from './plan.js';
import type { RecordNames } from './record.js';
import { addElement, addImport, elementsOf } from './text-edits.js';

/** Lines that a module's file may have. */
const mostLines = 40;
const providers = /\bproviders: \[/;

/** Makes a consumer, its handler and its storage known to Nest: in the lists that the module spreads, or in the module. */
export function registerProviders(plan: Plan, context: string, { what, tail, command }: RecordNames): void {
  const folder = `modules/${context}`;
  const module = `${folder}/${context}.module.ts`;
  const add = (
    part: string,
    element: string,
    classes: readonly (readonly [name: string, file: string])[],
  ) => {
    const list = listIn(plan.read(module), part);
    const file = list === null ? module : `${folder}/${list.file}`;
    const opening = list === null ? providers : new RegExp(`\\bconst ${list.name}\\b[^=]*= \\[`);
    plan.change(file, (text) =>
      classes.reduce(
        (changed, [name, path]) => addImport(changed, name, relative(file, `${folder}/${path}`)),
        addElement(text, opening, element),
      ),
    );
  };
  const handler = `${command}Handler`;
  const [port, storage, consumer] = [`${what}Records`, `Postgres${what}Records`, `${what}Consumer`];
  add('infrastructure', `{ provide: ${port}, useClass: ${storage} }`, [
    [port, `application/${tail}-records.js`],
    [storage, `infrastructure/postgres-${tail}-records.js`],
  ]);
  add('application', handler, [[handler, `application/${kebab(command)}.js`]]);
  add('presentation/consumers', consumer, [[consumer, `presentation/consumers/${tail}.consumer.js`]]);
  keepShort(plan, folder, module);
}

/** A list of one part of the context that the module spreads into its providers; what a function gives back is none. */
function listIn(text: string, part: string): { readonly name: string; readonly file: string } | null {
  for (const [, names = '', path = ''] of text.matchAll(/^import \{([^}]*)\} from '\.\/([^']+)';$/gm)) {
    if (!path.startsWith(`${part}/`)) continue;
    const spread = names
      .split(',')
      .find((name) => new RegExp(`\\.\\.\\.${name.trim()}\\b(?!\\()`).test(text));
    if (spread !== undefined) return { name: spread.trim(), file: path.replace(/\.js$/, '.ts') };
  }
  return null;
}

/** @param path of the imported file, as a module specifier ends */
function relative(from: string, path: string): string {
  const [here, there] = [from.split('/').slice(0, -1), path.split('/')];
  while (here.length > 0 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  return `${here.length === 0 ? './' : '../'.repeat(here.length)}${there.join('/')}`;
}

/** Where the module's file has become too long, its consumers get a list of their own. */
function keepShort(plan: Plan, folder: string, module: string): void {
  plan.format(module);
  const text = plan.read(module);
  if (text.trimEnd().split('\n').length <= mostLines) return;
  const path = /^import \{ (\w+Consumer) \} from '\.\/presentation\/consumers\/([\w.-]+)';\n/gm;
  const found = [...text.matchAll(path)].map(([, name = '', file = '']) => ({ name, file }));
  plan.create(
    `${folder}/presentation/consumers/consumers.ts`,
    `import type { Provider } from '@nestjs/common';
${found.map(({ name, file }) => `import { ${name} } from './${file}';`).join('\n')}

/** What this context learns from others. */
export const consumers: Provider[] = [${found.map(({ name }) => name).join(', ')}];
`,
  );
  plan.change(module, () => {
    const inner = elementsOf(text, providers);
    const left = found.reduce((rest, { name }) => rest.replace(new RegExp(`\\s*\\b${name},`), ''), inner);
    const shorter = text.replaceAll(path, '').replace(inner, left);
    return addImport(
      addElement(shorter, providers, '...consumers'),
      'consumers',
      './presentation/consumers/consumers.js',
    );
  });
}
