import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress, withoutAddresses } from '../domain/email-address.js';
import { MailNotFoundError } from '../domain/mail.errors.js';
import { type BounceKind, Bounces } from './bounces.js';
import { Suppressions } from './suppressions.js';

/** What came back: a mail, or something that a provider says of an address. */
export type Bounced =
  | { readonly emailLogId: string }
  | { readonly messageId: string }
  | { readonly address: string };

/** A mail came back after a server had accepted it, or its reader called it spam. */
export class ReportBounce {
  constructor(
    readonly bounced: Bounced,
    readonly kind: BounceKind,
    readonly reason: string,
  ) {}
}

export interface BounceEffect {
  /** False when the same had been reported before. */
  readonly recorded: boolean;
  /** The address gets no mail any more, because of this report. */
  readonly suppressed: boolean;
}

/** What comes back for now changes nothing for the address; anything else suppresses it. */
@CommandHandler(ReportBounce)
export class ReportBounceHandler implements ICommandHandler<ReportBounce, BounceEffect> {
  constructor(
    private readonly bounces: Bounces,
    private readonly suppressions: Suppressions,
  ) {}

  /** @throws {MailNotFoundError} @throws {UnusableAddressError} */
  async execute({ bounced, kind, reason: said }: ReportBounce): Promise<BounceEffect> {
    const reason = withoutAddresses(said);
    const { address, isNew } =
      'address' in bounced
        ? { address: emailAddress(bounced.address), isNew: false }
        : ((await this.bounces.record(bounced, { kind, reason })) ?? noMail());
    if (kind === 'soft') return { recorded: isNew, suppressed: false };
    const because = kind === 'hard' ? 'hard-bounce' : 'complaint';
    const suppressed = await this.suppressions.add(address, because, reason);
    return { recorded: isNew || suppressed, suppressed };
  }
}

function noMail(): never {
  throw new MailNotFoundError();
}
