import { CliError, exitCode, Interrupted } from '../exit.js';
import { Api, type RequestOptions } from '../platform/api.js';
import { findInstance, type Instance, knownInstance, sameOrigin, valueOf } from '../platform/instance.js';
import { highest, type Position } from '../platform/position.js';
import { taken } from '../platform/taken.js';
import type { Session } from '../session.js';
import { duration } from '../terminal/text.js';
import { type Credentials, CredentialsFile } from './credentials.js';

/** Milliseconds between two looks, and until an effect that does not come is missing. */
const pace = 100;
const longest = 20_000;

/** Somebody who uses the platform, by a key. */
export class Member {
  private position: Position;

  private constructor(
    readonly api: Api,
    private readonly session: Session,
    /** Null when the key came with the environment. */
    private readonly kept: { readonly file: CredentialsFile; readonly credentials: Credentials } | null,
  ) {
    this.position = kept?.credentials.position ?? null;
  }

  /** BOARDWALK_API_KEY, else whoever has signed in there. @throws {CliError} when nobody has */
  static of(session: Session): Member {
    const member = Member.known(session);
    if (member !== null) return member;
    const { url } = findInstance(session.env);
    throw new CliError(
      exitCode.refused,
      `Nobody is signed in at ${url}.`,
      'This needs a key of yours, and there is neither one of an earlier sign-in nor BOARDWALK_API_KEY.',
      'boardwalk login',
    );
  }

  /** Null when nobody is signed in. */
  static known(session: Session): Member | null {
    const { env, signal } = session;
    const file = new CredentialsFile(env);
    const key = valueOf(env, 'BOARDWALK_API_KEY');
    const credentials = key === null ? file.read() : null;
    const instance = knownInstance(env) ?? (credentials && { url: credentials.url, token: null, file: null });
    if (instance === null) return null;
    const speak = (token: string, speaker: NonNullable<Instance['speaker']>) =>
      new Api({ ...instance, token, speaker }, signal);
    if (key !== null) return new Member(speak(key, 'key of the environment'), session, null);
    // The key goes to no other platform than the one that gave it.
    if (credentials === null || !sameOrigin(credentials.url, instance.url)) return null;
    return new Member(speak(credentials.key, 'member'), session, { file, credentials });
  }

  /** The public face of the platform, for whoever is not signed in. */
  static orAnybody(session: Session): Api {
    return Member.known(session)?.api ?? new Api(findInstance(session.env), session.signal).as(null);
  }

  /** A write. Where it depends on an earlier one of which its context has not heard yet, it is repeated until it has. */
  async write<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { time, signal } = this.session;
    const since = time.now();
    for (;;) {
      const answer = await taken<T>(this.api, method, path, options, this.position);
      if (answer !== null) {
        this.remember(highest(this.position, answer.position));
        return answer.body;
      }
      if (time.now() - since > longest) throw behind();
      await time.pause(pace, signal);
      if (signal.aborted) throw new Interrupted();
    }
  }

  private remember(position: Position): void {
    if (position === this.position) return;
    this.position = position;
    this.kept?.file.write({ ...this.kept.credentials, position });
  }
}

function behind(): CliError {
  return new CliError(
    exitCode.timeout,
    `The platform has not caught up with its own writes for ${duration(longest)}.`,
    'What you did a moment ago has not arrived where it is needed now.',
    'Try again; if it stays so, its operator finds the reason by boardwalk doctor.',
  );
}
