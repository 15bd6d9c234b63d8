import { BoardwalkWorld, inviteIn, operator, type Person, tokenIn } from '../boardwalk-world.js';
import { Consequences } from './consequences.js';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Ada, Grace, Linus and an operator, in a world that brings every fact twice. */
export class Community {
  readonly consequences: Consequences;
  readonly ada: Person;
  readonly grace: Person;
  readonly linus: Person;

  private constructor(
    readonly world: BoardwalkWorld,
    people: readonly Person[],
  ) {
    this.consequences = new Consequences(world, people);
    [this.ada, this.grace, this.linus] = people as readonly [Person, Person, Person];
  }

  static async start(): Promise<Community> {
    const world = await BoardwalkWorld.start();
    const people: Person[] = [];
    for (const username of ['ada', 'grace', 'linus'])
      people.push({
        username,
        email: `${username}@example.org`,
        userId: `nobody yet: ${username}`,
        token: '',
      });
    return new Community(world, people);
  }

  stop(): Promise<void> {
    return this.world.stop();
  }

  /** What comes of it; see {@link Consequences.of}. */
  of(deed: () => Promise<unknown>): Promise<string[]> {
    return this.consequences.of(deed);
  }

  /** Somebody is from now on whoever they signed up or signed in as. */
  become(who: Person, as: Partial<Person>): void {
    Object.assign(who, as);
  }

  async signUp(who: Person): Promise<void> {
    this.become(who, await this.world.signUp(who.username));
    await this.world.drain();
  }

  async signIn(who: Person, browser?: string): Promise<void> {
    this.become(who, await this.world.signIn(who, browser === undefined ? {} : { 'user-agent': browser }));
    await this.world.drain();
  }

  /** A request of somebody, a second after what was before. */
  asks(
    who: Person,
    status: number,
    method: Method,
    path: string,
    body?: object,
  ): Promise<Record<string, string>> {
    this.world.clock.advance(1_000);
    return this.world.expect(status, method, path, { as: who.token, ...(body !== undefined && { body }) });
  }

  operates(status: number, path: string, body?: object): Promise<unknown> {
    this.world.clock.advance(1_000);
    return this.world.expect(status, 'POST', `operator/${path}`, { as: operator, ...(body && { body }) });
  }

  /** What the latest mail of somebody that invites them says. */
  inviteOf(who: Person): { readonly id: string; readonly token: string } {
    const mail = this.world.mailsTo(who.email).findLast(({ text }) => text.includes('invite='));
    return { id: inviteIn(mail), token: tokenIn(mail) };
  }
}
