import { CliError, exitCode, usageError } from '../exit.js';
import { Api } from '../platform/api.js';
import { RefusedByPlatform } from '../platform/problems.js';
import type { Session } from '../session.js';
import type { Credentials } from './credentials.js';

interface SignedIn {
  /** Of a session: more than a key may do. */
  readonly token: string;
  readonly name: string;
}

/** Asks for name and password. @throws {CliError} when nobody is there to ask */
export async function signIn({ keyboard }: Session, api: Api): Promise<SignedIn> {
  if (!keyboard.isThere)
    throw usageError(
      'Nobody is there to type a password.',
      'stdin or stderr is no terminal, and passwords are taken from nowhere else.',
      'Send a key instead: printf %s "$KEY" | boardwalk login --key-from-stdin, or set BOARDWALK_API_KEY',
    );
  const login = (await keyboard.line('Username or e-mail address: ')).trim();
  const password = await keyboard.secret('Password: ');
  const body = login.includes('@') ? { email: login, password } : { username: login, password };
  const { token } = (await api.request<{ token: string }>('POST', 'sessions', { body })).body;
  return { token, name: (await api.as(token).get<{ username: string }>('me')).username };
}

/** A session that may revoke the key: the one that made it, or a new one where that is over. */
export async function openSession(session: Session, { url, session: kept }: Credentials): Promise<string> {
  const api = new Api({ url, token: kept, file: null, speaker: 'member' }, session.signal);
  if (kept !== null && (await isOpen(api))) return kept;
  if (session.keyboard.isThere) {
    session.terminal.say('The session that made the key is over. Signing in once more, to revoke it:');
    return (await signIn(session, api.as(null))).token;
  }
  throw new CliError(
    exitCode.refused,
    'The key cannot be revoked.',
    'A key cannot revoke itself, and the session that made it is over.',
    'Call it at a terminal, which asks for the password; or forget the key here only: boardwalk logout --forget',
  );
}

/** Revokes the key, then ends the session. */
export async function logOut(
  { signal }: Session,
  { url, apiKeyId }: Credentials,
  token: string | null,
): Promise<void> {
  const api = new Api({ url, token, file: null, speaker: 'member' }, signal);
  await api.request('POST', `api-keys/${apiKeyId}/revoke`);
  await api.request('DELETE', 'sessions/current');
}

async function isOpen(api: Api): Promise<boolean> {
  try {
    await api.get('me');
    return true;
  } catch (error) {
    if (error instanceof RefusedByPlatform && error.status === 401) return false;
    throw error;
  }
}
