import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';

/** Lines of code between two fences. */
export interface Block {
  readonly file: string;
  /** Of the first line of code. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** A page for people, as far as tests ask about it. */
export class Document {
  readonly blocks: readonly Block[];
  /** Its lines, those of code left out. */
  private readonly prose: readonly string[];

  constructor(
    /** Path from the root of the project. */
    readonly file: string,
    readonly text: string,
  ) {
    const blocks: Block[] = [];
    const prose: string[] = [];
    let open: { language: string; line: number; code: string[] } | undefined;
    for (const [index, line] of text.split('\n').entries()) {
      const fence = /^```(\S*)/.exec(line);
      if (fence === null) (open?.code ?? prose).push(line);
      else if (open === undefined) open = { language: fence[1] ?? '', line: index + 2, code: [] };
      else {
        blocks.push({ file, line: open.line, language: open.language, code: open.code.join('\n') });
        open = undefined;
      }
    }
    this.blocks = blocks;
    this.prose = prose;
  }

  /** Where its links lead, as they are written. */
  get links(): readonly string[] {
    const text = this.prose.join('\n').replaceAll(/`[^`\n]*`/g, '');
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  }

  /** What it shows as code, in lines of text and between fences. */
  get code(): readonly string[] {
    const inText = [...this.prose.join('\n').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
    return [...inText, ...this.blocks.map(({ code }) => code)];
  }

  /** Anchors of its headings, as they are made of them on the web. */
  get anchors(): readonly string[] {
    return this.prose.flatMap((line) => {
      const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
      return heading === undefined ? [] : [anchorOf(heading)];
    });
  }

  /** Rows of its tables, heads and rules left out, cell by cell. */
  get rows(): readonly (readonly string[])[] {
    return this.prose
      .filter((line, index, lines) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1]))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
  }

  /** What stands below a heading of the second level. */
  section(heading: string): Document {
    const lines = this.text.split('\n');
    const start = lines.indexOf(`## ${heading}`);
    if (start < 0) throw new Error(`${this.file} has no section "${heading}"`);
    const end = lines.findIndex((line, index) => index > start && line.startsWith('## '));
    return new Document(this.file, lines.slice(start, end < 0 ? undefined : end).join('\n'));
  }
}

const isRule = (line: string | undefined) => line !== undefined && /^\|[\s:|-]+\|$/.test(line);

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

/** Every file that git knows or would take. */
export const projectFiles: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: projectRoot, encoding: 'utf8' },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(projectRoot, file)));

export const readText = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');
export const readDocument = (file: string): Document => new Document(file, readText(file));

/** Every page for people. */
export const documents: readonly Document[] = projectFiles
  .filter((file) => file.endsWith('.md') && !file.includes('/fixtures/'))
  .map(readDocument);
