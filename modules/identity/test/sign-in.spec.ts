import { describe, expect, it } from 'vitest';
import { Attempts } from '../application/attempts.js';
import { type Credential, Credentials, type Login } from '../application/credentials.js';
import { PasswordHasher } from '../application/password-hasher.js';
import { type OpenedSession, Sessions, type SessionView } from '../application/sessions.js';
import { SignIn } from '../application/sign-in.js';
import { oneHourLater } from './people.js';

/** One person who has proved an address, and one who only claims it. Passwords are their own hashes. */
class TwoPeople extends Credentials {
  reads = 0;
  private readonly holder = { userId: 'u-holder', passwordHash: 'of the holder' };
  private readonly claimant = { userId: 'u-claimant', passwordHash: 'of the claimant' };

  give(): Promise<void> {
    return Promise.reject(new Error('Signing in sets no password.'));
  }

  replace(): Promise<void> {
    return Promise.reject(new Error('Signing in sets no password.'));
  }

  forgetProviders(): Promise<void> {
    return Promise.reject(new Error('Signing in takes nothing away.'));
  }

  of(): Promise<Credential | null> {
    return Promise.reject(new Error('Signing in begins with a login.'));
  }

  ofUsername(username: string): Promise<Credential | null> {
    return this.read(username === 'holder' ? this.holder : null);
  }

  ofHolder(email: string): Promise<Credential | null> {
    return this.read(email === 'known@example.org' ? this.holder : null);
  }

  ofLatestClaimant(email: string): Promise<Credential | null> {
    return this.read(email.endsWith('@example.org') ? this.claimant : null);
  }

  private async read(credential: Credential | null): Promise<Credential | null> {
    this.reads += 1;
    return credential;
  }
}

class CountingHasher extends PasswordHasher {
  slowSteps = 0;

  async hash(password: string): Promise<string> {
    this.slowSteps += 1;
    return password;
  }

  async verify(password: string, hash: string | null): Promise<boolean> {
    this.slowSteps += 1;
    return password === hash;
  }
}

class OneSessionEach extends Sessions {
  async open(userId: string): Promise<OpenedSession> {
    return { token: `session of ${userId}`, expiresAt: oneHourLater };
  }

  async end(): Promise<void> {}

  async endAllOf(): Promise<void> {}

  async tokenOf(): Promise<string | null> {
    return null;
  }

  async show(): Promise<SessionView | null> {
    return null;
  }
}

class Unlimited extends Attempts {
  async begin(): Promise<number | null> {
    return null;
  }

  async forgive(): Promise<void> {}
}

/** Who is signed in, and how many steps it took to find out. */
async function signingIn(login: Login, password: string) {
  const people = new TwoPeople();
  const hasher = new CountingHasher();
  const signIn = new SignIn(new Unlimited(), people, hasher, new OneSessionEach());
  const result = await signIn.signIn(login, password, { address: '192.0.2.1', userAgent: 'spec' });
  const token = result.outcome === 'signed-in' ? result.session.token : null;
  return { token, steps: { reads: people.reads, slow: hasher.slowSteps } };
}

describe('signing in', () => {
  it('opens a session for whoever proved the address, and for who claimed it last', async () => {
    const email = 'Known@Example.org';
    expect((await signingIn({ email }, 'of the holder')).token).toBe('session of u-holder');
    expect((await signingIn({ email }, 'of the claimant')).token).toBe('session of u-claimant');
    expect((await signingIn({ email }, 'of nobody')).token).toBeNull();
  });

  it('by name asks nobody but its bearer', async () => {
    expect((await signingIn({ username: 'holder' }, 'of the holder')).token).toBe('session of u-holder');
    expect((await signingIn({ username: 'holder' }, 'of the claimant')).token).toBeNull();
  });

  it('takes the same steps for every address: proved, claimed, unknown, right or wrong', async () => {
    const steps = await Promise.all(
      [
        ['known@example.org', 'of the holder'],
        ['known@example.org', 'of nobody'],
        ['claimed@example.org', 'of the claimant'],
        ['claimed@example.org', 'of nobody'],
        ['unknown@example.com', 'of nobody'],
      ].map(async ([email = '', password = '']) => (await signingIn({ email }, password)).steps),
    );
    expect(new Set(steps.map((step) => JSON.stringify(step)))).toEqual(new Set(['{"reads":2,"slow":2}']));
  });

  it('takes the same steps for every name', async () => {
    const known = await signingIn({ username: 'holder' }, 'of nobody');
    const unknown = await signingIn({ username: 'stranger' }, 'of nobody');
    expect(unknown).toEqual(known);
  });
});
