import { describe, expect, it } from 'vitest';
import { coloursWanted, hueOf, Painter } from '../terminal/painter.js';
import { tableLines } from '../terminal/table.js';
import {
  counted,
  cut,
  cutInside,
  duration,
  fit,
  flowed,
  hung,
  plain,
  widthOf,
  wrapped,
} from '../terminal/text.js';

describe('text', () => {
  it('is measured in cells, and cut and filled by them', () => {
    expect(widthOf('abc')).toBe(3);
    expect(widthOf('汉字')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
    expect(cut('harbour', 4)).toBe('har…');
    expect(cut('汉字汉字', 5)).toBe('汉字…');
    expect(cut('ab', 0)).toBe('');
    expect(cutInside('01981c2e-7f3a', 8)).toBe('019…7f3a');
    expect(['harbour', '汉字汉字汉字'].map((text) => cutInside(text, 7))).toEqual(['harbour', '汉…汉字']);
    expect(cutInside('harbour', 1)).toBe('…');
    expect(fit('ab', 4)).toBe('ab  ');
    expect(fit('ab', 4, 'right')).toBe('  ab');
    expect(widthOf(fit('汉字汉', 4))).toBe(4);
  });

  it('from elsewhere is one line and steers nothing', () => {
    expect(plain('a\u001b[31mb\r\nc\u202e\u0000')).toBe('a\ufffd[31mb\ufffd c\ufffd\ufffd');
  });

  it('says durations and numbers as people do', () => {
    expect(
      [0, 0.44, 9.94, 9.96, 999.4, 1000, 9_940, 59_900, 60_000, 3_599_000, 7_380_000].map(duration),
    ).toEqual([
      '0.0 ms',
      '0.4 ms',
      '9.9 ms',
      '10 ms',
      '999 ms',
      '1.00 s',
      '9.94 s',
      '59.9 s',
      '1 min 0 s',
      '59 min 59 s',
      '2 h 3 min',
    ]);
    expect([counted(1, 'fact'), counted(19_052, 'fact'), counted(0, 'delivery', 'deliveries')]).toEqual([
      '1 fact',
      '19,052 facts',
      '0 deliveries',
    ]);
  });

  it('is wrapped between its parts', () => {
    expect(wrapped(['one', 'two', 'three', 'fourteen'], 8)).toEqual(['one two', 'three', 'fourteen']);
    expect(wrapped(['longer than that'], 8)).toEqual(['longer …']);
    expect(flowed(['a', 'longer-than-that', 'b'], 8)).toEqual(['a', 'longer-than-that', 'b']);
    expect(hung('  Mend: look at it again', 16)).toEqual(['  Mend: look at', '        it again']);
    expect(hung('  two words', 8)).toEqual(['  two', '  words']);
  });
});

describe('a table', () => {
  const id = { title: 'ID', of: (row: { id: string; name: string }) => row.id };
  const name = { title: 'NAME', of: (row: { id: string; name: string }) => row.name };
  const rows = [{ id: '01981c2e', name: 'a rather long name of something' }];

  it('gives what yields less room, and what does not all it needs', () => {
    const lines = tableLines([id, { ...name, yields: 'first' }], rows, {
      columns: 24,
      painter: new Painter(false),
    });
    expect(lines).toEqual(['ID        NAME', '01981c2e  a rather long…']);
  });

  it('shortens inside where both ends matter', () => {
    const inside = { ...name, yields: 'first', cut: 'inside' } as const;
    const lines = tableLines([id, inside], rows, { columns: 24, painter: new Painter(false) });
    expect(lines[1]).toBe('01981c2e  a rath…mething');
  });

  it('leaves out what may be, before a column that is worth more gets too narrow', () => {
    const worthMore = { ...name, yields: 'first', least: 20 } as const;
    const lines = tableLines([{ ...id, drops: 1 }, worthMore], rows, {
      columns: 24,
      painter: new Painter(false),
    });
    expect(lines[0]).toBe('NAME');
  });

  it('shows what is not there by a dash', () => {
    const none = [{ title: 'X', of: () => null }];
    expect(tableLines(none, [{}], { columns: 20, painter: new Painter(false) })).toEqual(['X', '–']);
  });
});

describe('colours', () => {
  it('are wanted on terminals, and elsewhere only when forced', () => {
    expect(coloursWanted(true, {})).toBe(true);
    expect(coloursWanted(false, {})).toBe(false);
    expect(coloursWanted(true, { NO_COLOR: '1' })).toBe(false);
    expect(coloursWanted(true, { NO_COLOR: '' })).toBe(true);
    expect(coloursWanted(true, { TERM: 'dumb' })).toBe(false);
    expect(coloursWanted(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(coloursWanted(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(coloursWanted(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('tell contexts apart, known ones always by the same', () => {
    const contexts = [
      'identity',
      'notifications',
      'stats',
      'collectives',
      'extensions',
      'discord',
      'telemetry',
      'audit',
    ];
    expect(new Set(contexts.map((context) => hueOf(context, contexts))).size).toBe(8);
    expect(hueOf('stats', ['stats'])).toBe(hueOf('stats', contexts));
  });
});
