import { hostname } from 'node:os';
import { exitCode, type ExitCode, usageError } from '../exit.js';
import { type Credentials, CredentialsFile } from '../member/credentials.js';
import { logOut, openSession, signIn } from '../member/sessions.js';
import { Api } from '../platform/api.js';
import { findInstance, valueOf } from '../platform/instance.js';
import { RefusedByPlatform } from '../platform/problems.js';
import type { Session } from '../session.js';
import { plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface LoginOptions extends Pick<Output, 'json'> {
  readonly keyFromStdin?: boolean;
}

export interface LogoutOptions extends Pick<Output, 'json'> {
  readonly forget?: boolean;
}

/** Makes a key and keeps it; or keeps one that was made elsewhere. */
export async function login(session: Session, options: LoginOptions): Promise<ExitCode> {
  const { env, terminal, signal } = session;
  const file = new CredentialsFile(env);
  const instance = findInstance(env);
  const ofEnvironment = options.keyFromStdin === true ? null : valueOf(env, 'BOARDWALK_API_KEY');
  const given = options.keyFromStdin === true ? await session.keyboard.all() : ofEnvironment;
  const speaker = ofEnvironment === null ? 'member' : 'key of the environment';
  const api = new Api({ ...instance, token: null, speaker }, signal);
  const before = file.read();
  const credentials =
    given === null ? await byPassword(session, api) : await byKey(api, instance.url, given.trim());
  file.write(credentials);
  // The key of an earlier sign-in would go on working, and nobody would have it.
  if (before !== null && before.apiKeyId !== null) await revokedIfPossible(session, before);
  const { url, username, apiKeyId } = credentials;
  if (options.json === true) await terminal.json({ url, username, apiKeyId, file: file.path });
  else {
    await terminal.line(`Signed in at ${url}${username === null ? '' : ` as ${plain(username)}`}.`);
    terminal.say(`The key is kept in ${file.path}, readable for you alone. boardwalk logout revokes it.`);
  }
  return exitCode.ok;
}

async function byPassword(session: Session, api: Api): Promise<Credentials> {
  const { token, name } = await signIn(session, api);
  const { apiKeyId, key } = (
    await api.as(token).request<{ apiKeyId: string; key: string }>('POST', 'api-keys', {
      body: { name: `boardwalk on ${hostname()}`.slice(0, 80) },
    })
  ).body;
  return { url: api.instance.url, key, username: name, apiKeyId, session: token, position: null };
}

async function byKey(api: Api, url: string, key: string): Promise<Credentials> {
  if (!/^bwc?_[\w-]{20,200}$/.test(key))
    throw usageError(
      'That is no API key.',
      'A key begins with bw_ or bwc_, and is one word.',
      'printf %s "$KEY" | boardwalk login --key-from-stdin',
    );
  return { url, key, username: await nameOf(api.as(key)), apiKeyId: null, session: null, position: null };
}

/** Null when the key is good and may not tell. @throws {RefusedByPlatform} when it is not */
async function nameOf(api: Api): Promise<string | null> {
  try {
    return (await api.get<{ username: string }>('me')).username;
  } catch (error) {
    if (error instanceof RefusedByPlatform && error.status === 403) return null;
    throw error;
  }
}

async function revokedIfPossible(session: Session, before: Credentials): Promise<void> {
  try {
    await logOut(session, before, before.session);
  } catch (error) {
    if (!(error instanceof RefusedByPlatform)) throw error;
    session.terminal.warn(
      `The key of the sign-in before this one (${plain(before.username ?? before.url)}) could not be revoked; it works until you revoke it.`,
    );
  }
}

/** Revokes the key that the sign-in made, and forgets it. */
export async function logout(session: Session, options: LogoutOptions): Promise<ExitCode> {
  const { env, terminal } = session;
  const file = new CredentialsFile(env);
  const credentials = file.read();
  if (credentials === null) {
    terminal.say('Nobody is signed in.');
    return exitCode.notFound;
  }
  const isOurs = credentials.apiKeyId !== null && options.forget !== true;
  if (isOurs) await logOut(session, credentials, await openSession(session, credentials));
  file.forget();
  const { url, username } = credentials;
  if (options.json === true) await terminal.json({ url, username, revoked: isOurs });
  else
    await terminal.line(
      isOurs ? 'Signed out; the key is revoked.' : 'Signed out; the key is forgotten here.',
    );
  if (!isOurs) terminal.say('The key goes on working until it is revoked where it was made.');
  return exitCode.ok;
}
