import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardwalkHome, checkout, othersMayEnter } from '../boardwalk-home.mjs';

let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'boardwalk-home-'));
  chmodSync(top, 0o755);
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

function directory(name: string, mode: number): string {
  const path = join(top, name);
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

describe('the home of Boardwalk', () => {
  it('is .boardwalk in the checkout', () => {
    expect(boardwalkHome({}, { isSuperuser: false })).toBe(join(checkout, '.boardwalk'));
    expect(boardwalkHome({ BOARDWALK_HOME: '' }, { isSuperuser: false })).toBe(join(checkout, '.boardwalk'));
  });

  it('is what BOARDWALK_HOME names, a relative one being read from the checkout', () => {
    expect(boardwalkHome({ BOARDWALK_HOME: '/srv/boardwalk' })).toBe('/srv/boardwalk');
    expect(boardwalkHome({ BOARDWALK_HOME: 'data' }, { root: top })).toBe(join(top, 'data'));
  });

  it("is below the system's var for root with a private checkout, always the same for the same one", () => {
    const root = join(directory('private', 0o700), 'boardwalk');
    mkdirSync(root);
    const home = boardwalkHome({}, { root, isSuperuser: true });
    expect(home).toMatch(/^\/var\/lib\/boardwalk\/boardwalk-[0-9a-f]{12}$/);
    expect(boardwalkHome({}, { root, isSuperuser: true })).toBe(home);
    const other = join(directory('other', 0o700), 'boardwalk');
    mkdirSync(other);
    expect(boardwalkHome({}, { root: other, isSuperuser: true })).not.toBe(home);
  });

  it('stays in a private checkout for who owns it, and for root when BOARDWALK_HOME says so', () => {
    const root = directory('private', 0o700);
    expect(boardwalkHome({}, { root, isSuperuser: false })).toBe(join(root, '.boardwalk'));
    const named = join(root, 'data');
    expect(boardwalkHome({ BOARDWALK_HOME: named }, { root, isSuperuser: true })).toBe(named);
  });

  it('stays in a checkout that others may enter, also for root', () => {
    const root = directory('public', 0o755);
    expect(boardwalkHome({}, { root, isSuperuser: true })).toBe(join(root, '.boardwalk'));
  });
});

describe('a path', () => {
  it('can be entered by others when every directory on the way lets them pass', () => {
    const outer = directory('outer', 0o711);
    mkdirSync(join(outer, 'inner'), { mode: 0o755 });
    expect(othersMayEnter(join(outer, 'inner', 'not-there-yet'))).toBe(true);
    chmodSync(outer, 0o700);
    expect(othersMayEnter(join(outer, 'inner', 'not-there-yet'))).toBe(false);
  });
});
