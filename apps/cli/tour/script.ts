import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, exitCode } from '../exit.js';
import { messageOf } from '../platform/instance.js';

/** What one step looks like by curl. */
export interface ScriptedStep {
  readonly title: string;
  readonly shell: string;
}

const page = join('docs', 'tour.md');

/**
 * The steps as `docs/tour.md` has them: each a heading with a number, and one block of shell.
 * @param root of the checkout
 */
export function readScript(root: string): {
  readonly before: string;
  readonly steps: readonly ScriptedStep[];
} {
  let text: string;
  try {
    text = readFileSync(join(root, page), 'utf8');
  } catch (error) {
    throw new CliError(
      exitCode.notFound,
      `${page} is not there.`,
      `${messageOf(error)}. The tour takes its lines from it.`,
      `Bring it back: git checkout -- ${page}`,
    );
  }
  const sections = text.split(/^## /m).slice(1).map(sectionOf);
  const before = sections.find(({ title }) => title === 'Before');
  const steps = sections.flatMap(({ title, shell }) => {
    const numbered = /^\d+\. (.+)$/.exec(title);
    return numbered?.[1] === undefined ? [] : [{ title: numbered[1], shell }];
  });
  return { before: before?.shell ?? '', steps };
}

function sectionOf(section: string): ScriptedStep {
  const [title = ''] = section.split('\n', 1);
  return { title: title.trim(), shell: /^```sh\n([\s\S]*?)\n```$/m.exec(section)?.[1] ?? '' };
}

/**
 * The lines as they are shown to whoever walks along: what a remark proposes to type names the person of this walk, whom only
 * the lines of the page put into a variable.
 */
export function shellFor(ada: string, shell: string): string {
  return shell.replaceAll(/ # .*$/gm, (remark) => remark.replaceAll('$ADA', ada));
}
