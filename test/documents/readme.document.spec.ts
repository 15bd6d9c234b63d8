import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { oldestNode } from '@boardwalk/tooling/start-up/pins.mjs';
import { describe, expect, it } from 'vitest';
import { blocksRunBy, commandBlocks, commandsOf } from './commands.js';
import { documents, projectFiles, readDocument, readText } from './document.js';
import { typed } from './terminal.js';

const readme = readDocument('README.md');
const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };

describe('the README', () => {
  it('begins with one line that says what it promises', () => {
    const [title, empty, promise, end] = readme.text.split('\n');
    expect([title, empty, end]).toEqual(['# Boardwalk', '', '']);
    expect(promise).toMatch(/^Integration events .*\.$/);
  });

  it('says how much is fetched as the start-up script says it, and for which Node', () => {
    const node = /\((\d+ MB), once\)/.exec(readText('shared/tooling/start-up/node-runtime.mjs'))?.[1];
    const packages = /\(about (\d+ MB) to fetch/.exec(readText('shared/tooling/start-up/install.mjs'))?.[1];
    const prose = readme.text.replaceAll(/\s+/g, ' ');
    expect(prose).toContain(`a newer Node (${node}, if yours is older than ${oldestNode})`);
    expect(prose).toContain(`the packages (about ${packages})`);
  });

  it('shows for each guarantee the test that proves it', () => {
    const rows = readme.section('What is guaranteed').rows;
    expect(rows.length).toBeGreaterThan(7);
    for (const [name = '', , proof = ''] of rows) expect(proof, name).toMatch(/\.spec\.ts\)$/);
  });

  it('has the steps of the tour to the letter', () => {
    const steps = readDocument('docs/tour.md')
      .text.split(/^## /m)
      .slice(1)
      .flatMap((step) => {
        const [heading = ''] = step.split('\n', 1);
        const code = /```sh\n(.*?)\n```/s.exec(step)?.[1] ?? '';
        return heading === 'Before' ? [code] : [`# ${heading}`, code];
      });
    const shown = readme.blocks.find(({ language }) => language === 'bash');
    expect(shown?.code).toBe(steps.join('\n'));
  });
});

describe('what people are told to type', () => {
  it('is run by a test, wherever it stands', () => {
    const blocks = commandBlocks();
    expect(blocks.length).toBeGreaterThan(3);
    const unproven = blocks
      .filter(({ runner }) => runner === null)
      .map(({ block }) => `${block.file}:${block.line}`);
    expect(unproven).toEqual([]);
  });

  it.each(blocksRunBy('anywhere').flatMap(({ code }) => commandsOf(code)))('answers: %s', async (line) => {
    const { code, out, err } = await typed(line, projectRoot);
    expect(code, err).toBe(0);
    expect(out).toMatch(/usage/i);
  });

  it('names scripts that exist', () => {
    const told = documents.flatMap(({ file, code }) =>
      [...code.join('\n').matchAll(/\b(?:npm|pnpm) (?:run )?([a-z][a-z:-]*)/g)].map(([, script = '']) => ({
        file,
        script,
      })),
    );
    const npmsOwn = ['install', 'exec', 'registry', 'run', 'ci'];
    const missing = told.filter(({ script }) => !(script in scripts) && !npmsOwn.includes(script));
    expect(missing).toEqual([]);
  });

  it('names files of the project that exist', () => {
    const told = documents.flatMap(({ file, code }) =>
      [...code.join('\n').matchAll(/\bnode ((?:shared|test|apps)\/[\w./-]+)/g)].map(([, path = '']) => ({
        file,
        path,
      })),
    );
    expect(told.length).toBeGreaterThan(3);
    expect(told.filter(({ path }) => !projectFiles.includes(path) && !path.includes('/dist/'))).toEqual([]);
  });
});
