import { describe, expect, it } from 'vitest';
import { Document, documents, projectFiles, readText } from './document.js';
import { deadLinks } from './links.js';

describe('the links of every page', () => {
  it('lead to something', () => {
    expect(documents.flatMap(({ links }) => links).length).toBeGreaterThan(50);
    const place = { files: projectFiles, read: readText };
    expect(documents.flatMap((page) => deadLinks(page, place))).toEqual([]);
  });
});

describe('the search for dead links', () => {
  const pages: Record<string, string> = { 'docs/a.md': '# A page\n\n## Two words', 'src/b.ts': 'one\ntwo' };
  const dead = (text: string) =>
    deadLinks(new Document('docs/here.md', text), {
      files: [...Object.keys(pages), 'docs/here.md'],
      read: (file) => pages[file] ?? text,
    });

  it('finds files, headings and lines that are not there', () => {
    expect(dead('[x](b.md), [y](a.md#three-words), [z](../src/b.ts#L3), [here](#nowhere)')).toEqual([
      'docs/here.md: b.md leads to no file',
      'docs/here.md: a.md#three-words leads to no heading',
      'docs/here.md: ../src/b.ts#L3 leads behind the last line',
      'docs/here.md: #nowhere leads to no heading',
    ]);
  });

  it('passes what is there, folders, other places, and what is only shown', () => {
    const text =
      '# Here\n[x](a.md#two-words) [y](../src) [z](../src/b.ts#L2) [h](#here) [w](https://example.com)';
    expect(dead(`${text}\n\`[no](link.md)\`\n\`\`\`md\n[no](link.md)\n\`\`\``)).toEqual([]);
  });
});
