import { describe, expect, it } from 'vitest';
import { entriesClaimed, entriesRead } from '../entries.js';

describe('what is read from a stream', () => {
  it('is the body of each entry, in order', () => {
    const answer = [
      [
        'channel',
        [
          ['1-0', ['ce_id', 'a', 'key', 'k', 'body', 'first']],
          ['2-0', ['body', 'second']],
        ],
      ],
    ];
    expect(entriesRead(answer)).toEqual([
      { id: '1-0', body: 'first' },
      { id: '2-0', body: 'second' },
    ]);
  });

  it('is nothing when nothing has come', () => {
    expect(entriesRead(null)).toEqual([]);
  });

  it('is all that a stranger wrote who knows of no body', () => {
    expect(entriesRead([['channel', [['1-0', ['name', 'ann', 'age', '7']]]]])).toEqual([
      { id: '1-0', body: '{"name":"ann","age":"7"}' },
    ]);
  });

  it('has no body any more when it was deleted by somebody who had taken it', () => {
    expect(entriesRead([['channel', [['1-0', null]]]])).toEqual([{ id: '1-0', body: undefined }]);
  });

  it('is claimed with the place to go on from, without what Redis 6 leaves empty', () => {
    expect(entriesClaimed(['7-0', [null, ['1-0', ['body', 'first']]], []])).toEqual({
      next: '7-0',
      entries: [{ id: '1-0', body: 'first' }],
    });
  });
});
