import { describe, expect, it } from 'vitest';
import { documents, projectFiles, readDocument, readText } from './document.js';

describe('the project', () => {
  it('is under the MIT licence, in every package, and says how to contribute [1-30]', () => {
    expect(readText('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) \d{4} Boardwalk contributors\n/);
    const packages = projectFiles.filter(
      (file) => /(^|\/)package\.json$/.test(file) && !file.includes('/fixtures/'),
    );
    expect(packages.length).toBeGreaterThan(15);
    for (const file of packages)
      expect((JSON.parse(readText(file)) as { license?: string }).license, file).toBe('MIT');
    expect(readDocument('README.md').links).toContain('CONTRIBUTING.md');
    expect(readDocument('CONTRIBUTING.md').links).toContain('LICENSE');
    expect(readDocument('CONTRIBUTING.md').section('Set up').text).toContain('`npm test`');
  });

  it('says for each version what breaks, before anything else [1-32]', () => {
    const [, ...versions] = readText('CHANGELOG.md').split(/^## /m);
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    expect(versions[0]).toMatch(new RegExp(`^\\[${version.replaceAll('.', '\\.')}\\]`));
    for (const entry of versions)
      expect(entry).toMatch(/^\[\d+\.\d+\.\d+\] - (unreleased|\d{4}-\d{2}-\d{2})\n\n### Breaking\n\n\S/);
  });

  it('explains in its glossary each word once', () => {
    const words = readDocument('docs/glossary.md').rows.flatMap(([cell = '']) =>
      [...cell.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word = '']) => word),
    );
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('lists each decision under its own title', () => {
    const index = readDocument('docs/adr/README.md').text;
    for (const { file, text } of documents.filter((page) => /^docs\/adr\/\d{4}-/.test(page.file))) {
      const title = /^# \d{4} (.+)$/m.exec(text)?.[1] ?? '';
      expect(index, file).toContain(`[${title}](${file.slice('docs/adr/'.length)})`);
    }
  });
});
