import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../exit.js';
import { TerminalKeyboard } from '../terminal/keyboard.js';

/** A terminal at which these keys are pressed, and what it shows. */
function terminal(isTTY = true) {
  const keys = Object.assign(new PassThrough(), { isTTY });
  const screen = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let shown = '';
  screen.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  return { keys, keyboard: new TerminalKeyboard(keys, screen), shown: () => shown };
}

describe('somebody at the keyboard', () => {
  it('is asked, and sees what is typed', async () => {
    const { keys, keyboard, shown } = terminal();
    const answer = keyboard.line('Username: ');
    keys.write('ada\r');
    expect(await answer).toBe('ada');
    expect(shown()).toContain('Username: ');
    expect(shown()).toContain('ada');
  });

  it('does not see a password', async () => {
    const { keys, keyboard, shown } = terminal();
    const answer = keyboard.secret('Password: ');
    keys.write('a long walk\r');
    expect(await answer).toBe('a long walk');
    expect(shown()).toBe('Password: \n');
  });

  it('ends with Ctrl-C', async () => {
    const { keys, keyboard } = terminal();
    const answer = keyboard.secret('Password: ');
    keys.write('\u0003');
    await expect(answer).rejects.toBeInstanceOf(Interrupted);
  });

  it('is not there when something is piped in', async () => {
    const { keys, keyboard } = terminal(false);
    expect(keyboard.isThere).toBe(false);
    keys.end('bw_key\n');
    expect(await keyboard.all()).toBe('bw_key\n');
  });
});
