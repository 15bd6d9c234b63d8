import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const module = new URL('../script-options.mjs', import.meta.url).href;
const program = `
  import { amount, flag, oneOf, scriptOptions, text, whole } from '${module}';
  const { values, words } = scriptOptions('npm run siege', {
    facts: whole(1, 100), kills: whole(0, 5), seed: whole(0), minutes: amount(30), json: text('FILE'), quick: flag,
    over: oneOf(['postgres', 'kafka'], 'postgres'),
  }REST);
  console.log(JSON.stringify({ values, words }));
`;

function started(line: string, rest = '') {
  const source = program.replace('REST', rest);
  const words = line.split(' ').filter((word) => word !== '');
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', source, '--', ...words], {
    encoding: 'utf8',
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

describe('the options of a script', () => {
  it('have their usual values, or those that were given', () => {
    const usual = { facts: 100, kills: 5, minutes: 30, quick: false, over: 'postgres' };
    expect(JSON.parse(started('').out)).toEqual({ values: usual, words: [] });
    expect(
      JSON.parse(
        started('--facts 7 --kills=0 --seed 3 --minutes 0.5 --json a.json --quick --over kafka').out,
      ),
    ).toEqual({
      values: { facts: 7, kills: 0, seed: 3, minutes: 0.5, json: 'a.json', quick: true, over: 'kafka' },
      words: [],
    });
    expect(JSON.parse(started('P3 --quick P4', `, '[ROW …]'`).out)).toMatchObject({ words: ['P3', 'P4'] });
  });

  it.each([
    ['--fcats 3', 'There is no option --fcats.'],
    ['-f', 'There is no option -f.'],
    ['--constructor 3', 'There is no option --constructor.'],
    ['--facts', '--facts takes a whole number from 1 on, and none was given.'],
    ['--facts many', '--facts takes a whole number from 1 on, and "many" is none.'],
    ['--facts 0', '--facts takes a whole number from 1 on, and "0" is none.'],
    ['--kills -1', '--kills takes a whole number from 0 on, and "-1" is none.'],
    ['--kills 1.5', '--kills takes a whole number from 0 on, and "1.5" is none.'],
    ['--facts= --kills 1', '--facts takes a whole number from 1 on, and "" is none.'],
    ['--facts --kills 1', '--facts takes a whole number from 1 on, and "--kills" is none.'],
    ['--minutes 0', '--minutes takes a number above 0, and "0" is none.'],
    ['--minutes -5', '--minutes takes a number above 0, and "-5" is none.'],
    ['--json --quick', '--json takes a FILE, and "--quick" is none.'],
    ['--over udp', '--over takes one of postgres, kafka, and "udp" is none.'],
    ['--quick=1', '--quick takes no value.'],
    ['now', '"now" is not taken; this takes options only.'],
  ])('%s is refused with 2 and two lines that say why and what is taken', (line, why) => {
    expect(started(line)).toEqual({
      code: 2,
      out: '',
      err: [
        `npm run siege: ${why}`,
        '  Mend: npm run siege -- [--facts 100] [--kills 5] [--seed N] [--minutes 30] [--json FILE] [--quick] [--over postgres]',
        '',
      ].join('\n'),
    });
  });
});
