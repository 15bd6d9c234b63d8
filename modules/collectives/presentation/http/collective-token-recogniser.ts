import { Principal, TokenRecogniser } from '@boardwalk/http';
import { Injectable } from '@nestjs/common';
import { TokenHolders, tokenPrefix } from '../../application/token-holders.js';

/** Knows programs by the tokens that collectives gave them. */
@Injectable()
export class CollectiveTokenRecogniser extends TokenRecogniser {
  readonly prefix = tokenPrefix;

  constructor(private readonly holders: TokenHolders) {
    super();
  }

  async recognise(token: string): Promise<Principal | null> {
    const holder = await this.holders.behind(token);
    return holder && Principal.collective(holder, holder.scopes);
  }
}
