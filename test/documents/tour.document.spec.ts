import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksRunBy, commandsOf } from './commands.js';
import { readDocument } from './document.js';
import { RunningPlatform } from './running-platform.js';

const [start = ''] = blocksRunBy('entries', 'README.md').flatMap(({ code }) => commandsOf(code));
const [tour = ''] = readDocument('README.md').code.filter((code) => code.endsWith('boardwalk -- tour'));

let platform: RunningPlatform;
let remove = async () => {};

beforeAll(async () => {
  expect(start).toBe('npm start');
  platform = await RunningPlatform.start(start);
  remove = () => platform.remove();
}, 180_000);
afterAll(() => remove());

describe('the tour', () => {
  it('passes as one command', async () => {
    const { code, out, err } = await platform.type(`${tour.replace('npm run', 'npm run --silent')} --json`);
    expect(code, err).toBe(0);
    const { steps } = JSON.parse(out) as { steps: { title: string; ok: boolean }[] };
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.map(({ title }, at) => `${at + 1}. ${title}`)).toEqual(
      [...readDocument('docs/tour.md').text.matchAll(/^## (\d+\. .+)$/gm)].map(([, heading]) => heading),
    );
  }, 120_000);

  it.each(['README.md', 'docs/tour.md'])(
    'gives the same when its lines are copied from %s',
    async (file) => {
      const lines = blocksRunBy('tour', file).map(({ code }) => code);
      expect(lines.join('\n')).toContain('curl');
      const { code, out, err } = await platform.type(
        [...lines, `printf '\\n%s %s' "$ADA" "$BEA"`].join('\n'),
      );
      expect(code, err).toBe(0);
      expect(out).not.toContain('"/problems/');
      const [ada = '', bea = ''] = out.slice(out.lastIndexOf('\n') + 1).split(' ');

      // What the sign-up, the verified address, the day's sign-in, the collective, the invite, the publication and the badges are worth.
      expect(await platform.ask(`stats/${ada}`)).toMatchObject({
        total: 20 + 80 + 10 + 50 + 100 + 75 + 500 + 100,
        badges: [{ badgeId: 'founder' }, { badgeId: 'first-publish' }],
      });
      expect(await platform.ask(`stats/${bea}`)).toMatchObject({ total: 20 + 80 + 10 + 25 + 100 });
      const { items } = await platform.ask<{ items: { name: string }[] }>(
        `extensions?collective=crew-${ada}`,
      );
      expect(items.map(({ name }) => name)).toEqual([`@crew-${ada}/lookout`]);
      const { spans } = await platform.ask<{ spans: { kind: string; context: string | null }[] }>(
        `operator/traces/tour-${ada}`,
      );
      const reached = spans.filter(({ kind }) => kind === 'consumer').map(({ context }) => context);
      expect(reached).toEqual(expect.arrayContaining(['notifications', 'stats', 'discord']));
      expect(await platform.ask('operator/doctor')).toMatchObject({ ok: true });
    },
    120_000,
  );
});

describe(start, () => {
  it('ends with 0 when somebody presses Ctrl-C', async () => {
    expect(await platform.interrupt()).toBe(0);
  }, 60_000);
});
