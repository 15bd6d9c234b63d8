import { readFileSync } from 'node:fs';
import { boardwalkHome, instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { CliError, exitCode, usageError } from '../exit.js';

/** A running platform, and the right to ask it. */
export interface Instance {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | null;
  /** The file that told of it; null when the environment did. */
  readonly file: string | null;
  /** Whose token it is, so that it can be said where another one comes from; the operator's unless said. */
  readonly speaker?: 'member' | 'key of the environment';
}

interface Told {
  readonly url: string;
  readonly operatorToken: string | null;
  readonly pid: number | null;
}

/**
 * BOARDWALK_URL, else the platform that was started from this checkout and has written down where it is. Its token is
 * sent to no other address than its own.
 */
export function findInstance(env: NodeJS.ProcessEnv): Instance {
  const found = knownInstance(env);
  if (found !== null) return found;
  throw new CliError(
    exitCode.unreachable,
    'No platform is known here.',
    `BOARDWALK_URL is not set, and there is no ${instanceFile(boardwalkHome(env))}, which a running platform writes.`,
    'Start one in another terminal (npm start), or name one: BOARDWALK_URL=http://localhost:3000 BOARDWALK_TOKEN=…',
  );
}

/** Null when nothing names a platform. */
export function knownInstance(env: NodeJS.ProcessEnv): Instance | null {
  const token = valueOf(env, 'BOARDWALK_TOKEN');
  const named = valueOf(env, 'BOARDWALK_URL');
  const file = instanceFile(boardwalkHome(env));
  const told = read(file);
  if (named !== null) {
    const url = checked(named);
    const own = told !== null && sameOrigin(told.url, url) ? told.operatorToken : null;
    return { url, token: token ?? own, file: null };
  }
  if (told === null) return null;
  return { url: checked(told.url), token: token ?? told.operatorToken, file };
}

/** The process of the platform, if it runs on this machine; null when nobody told which. */
export function pidOf(env: NodeJS.ProcessEnv, url: string): number | null {
  const told = read(instanceFile(boardwalkHome(env)));
  return told !== null && sameOrigin(told.url, url) ? told.pid : null;
}

export function valueOf(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = env[name];
  return value === undefined || value === '' ? null : value;
}

function checked(text: string): string {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:'))
    return url.href.replace(/\/+$/, '');
  throw usageError(
    `"${text}" is no address of a platform.`,
    'An address begins with http:// or https://.',
    'BOARDWALK_URL=http://localhost:3000',
  );
}

export function sameOrigin(one: string, other: string): boolean {
  const origin = URL.parse(one)?.origin;
  return origin !== undefined && origin === URL.parse(other)?.origin;
}

function read(file: string): Told | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw new CliError(
      exitCode.refused,
      `${file} cannot be read.`,
      `${messageOf(error)}. It belongs to the account that started the platform.`,
      'Use that account, or set BOARDWALK_URL and BOARDWALK_TOKEN.',
    );
  }
  const told = parsed(text);
  if (told !== null) return told;
  throw new CliError(
    exitCode.unreachable,
    `${file} does not say where the platform is.`,
    'It is damaged, or it was written by another version.',
    'Start the platform again, which writes it anew, or set BOARDWALK_URL and BOARDWALK_TOKEN.',
  );
}

function parsed(text: string): Told | null {
  try {
    const { url, operatorToken, pid } = JSON.parse(text) as Record<string, unknown>;
    if (typeof url !== 'string') return null;
    return {
      url,
      operatorToken: typeof operatorToken === 'string' ? operatorToken : null,
      pid: typeof pid === 'number' ? pid : null,
    };
  } catch {
    return null;
  }
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
