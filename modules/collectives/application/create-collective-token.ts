import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Fingerprints } from './fingerprints.js';
import { tokenPrefix } from './token-holders.js';

export class CreateCollectiveToken {
  constructor(
    readonly slug: string,
    readonly createdByUserId: string,
    readonly name: string,
    readonly scopes: readonly string[],
    /** Null: until it is revoked. */
    readonly expiresAt: Date | null,
  ) {}
}

export interface CreatedCollectiveToken {
  readonly tokenId: string;
  /** Not to be had again. */
  readonly token: string;
}

@CommandHandler(CreateCollectiveToken)
export class CreateCollectiveTokenHandler
  implements ICommandHandler<CreateCollectiveToken, CreatedCollectiveToken>
{
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(command: CreateCollectiveToken): Promise<CreatedCollectiveToken> {
    const { slug, createdByUserId, name, scopes, expiresAt } = command;
    const collective = await this.collectives.getForMember(slug, createdByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    const id = this.ids.next();
    const token = `${tokenPrefix}${this.ids.secret()}`;
    const fingerprint = this.fingerprints.ofToken(token);
    collective.createToken(
      createdByUserId,
      { id, name, fingerprint, scopes: [...new Set(scopes)], expiresAt },
      this.clock.now(),
    );
    await this.collectives.save(collective);
    return { tokenId: id, token };
  }
}
