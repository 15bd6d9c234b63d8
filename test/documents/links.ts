import { posix } from 'node:path';
import { Document } from './document.js';

/** What a link may lead to. */
export interface Place {
  readonly files: readonly string[];
  readonly read: (file: string) => string;
}

const isElsewhere = (target: string) => /^[a-z]+:/.test(target);

/** The links of a page that lead nowhere, each with why. */
export function deadLinks(page: Document, place: Place): string[] {
  return page.links
    .filter((target) => !isElsewhere(target))
    .flatMap((target) => {
      const why = whyDead(page, target, place);
      return why === null ? [] : [`${page.file}: ${target} ${why}`];
    });
}

function whyDead(page: Document, target: string, { files, read }: Place): string | null {
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? page.file : posix.join(posix.dirname(page.file), path).replace(/\/$/, '');
  if (!files.some((one) => one === file || one.startsWith(`${file}/`))) return 'leads to no file';
  if (anchor === undefined) return null;
  const lines = /^L(\d+)$/.exec(anchor)?.[1];
  if (lines !== undefined)
    return Number(lines) <= read(file).split('\n').length ? null : 'leads behind the last line';
  return new Document(file, read(file)).anchors.includes(anchor) ? null : 'leads to no heading';
}
