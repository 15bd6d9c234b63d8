import { Injectable } from '@nestjs/common';
import { type SwitchableKind, switchableKinds } from '../domain/mail-kind.js';
import { Fingerprints } from './fingerprints.js';
import { MutedKinds, type Subject } from './muted-kinds.js';
import { People, type Person } from './people.js';

export { switchableKinds };

export type Choice = Readonly<Record<SwitchableKind, boolean>>;

/** Which mails a person gets. Who has proved an address also decides about what was switched off by a link in a mail to it. */
@Injectable()
export class Preferences {
  constructor(
    private readonly people: People,
    private readonly muted: MutedKinds,
    private readonly fingerprints: Fingerprints,
  ) {}

  async of(userId: string): Promise<Choice> {
    const person = (await this.people.held([userId])).get(userId);
    const off = await this.muted.of(...this.subjectsOf(userId, person));
    return {
      invites: !off.has('invites'),
      collectives: !off.has('collectives'),
      extensions: !off.has('extensions'),
      achievements: !off.has('achievements'),
    };
  }

  /** @throws {AccountDeletedError} */
  async choose(userId: string, choice: Choice): Promise<void> {
    const subjects = this.subjectsOf(userId, await this.people.hold(userId));
    for (const kind of switchableKinds) {
      if (!choice[kind]) await this.muted.mute({ userId }, kind);
      else for (const subject of subjects) await this.muted.unmute(subject, kind);
    }
  }

  private subjectsOf(userId: string, person: Person | undefined): Subject[] {
    const address = person?.provedAddress ?? null;
    return [
      { userId },
      ...(address === null ? [] : [{ addressFingerprint: this.fingerprints.ofAddress(address) }]),
    ];
  }
}
