import type { Readable } from 'node:stream';
import { Policy, Refuses, Returns, StreamBody, Summary } from '@boardwalk/http';
import { Body, Controller, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Unsubscribe } from '../../application/unsubscribe.js';
import { kind, unsubscribeToken } from './fields.js';

const Unsubscription = z.strictObject({ token: unsubscribeToken });
const UnsubscribedView = z.object({
  kind: kind.meta({ description: 'What mails were about that come no more.' }),
});

/** Switching mails off needs no sign-in: the link in the mail is signed. */
@Controller()
@Policy('public')
export class UnsubscriptionsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('api/v1/unsubscriptions')
  @Summary('Switch off mails of a kind, by the token of a link in one of them')
  @Returns(200, UnsubscribedView)
  @Refuses('unsubscribe-link-invalid', 'invalid', 'The token was not made here, or is incomplete.')
  @Refuses('account-deleted', 'gone', 'The account was deleted: no such mail is sent any more.')
  async unsubscribe(@Body({ schema: Unsubscription }) { token }: z.infer<typeof Unsubscription>) {
    return { kind: await this.commands.execute<Unsubscribe, string>(new Unsubscribe(token)) };
  }

  /** RFC 8058: what the body says is always the same, so that it is not even read. */
  @Post('unsubscribe')
  @Summary('Switch off mails of a kind by the one request that mail programs make')
  @Returns(200, UnsubscribedView)
  @Refuses('unsubscribe-link-invalid', 'invalid', 'The token was not made here, or is incomplete.')
  @Refuses('account-deleted', 'gone', 'The account was deleted: no such mail is sent any more.')
  async unsubscribeInOneClick(
    @Query({ schema: Unsubscription }) { token }: z.infer<typeof Unsubscription>,
    @StreamBody({ types: ['application/x-www-form-urlencoded', 'multipart/form-data'], maxBytes: 1_000 })
    body: Readable,
  ) {
    body.resume();
    return { kind: await this.commands.execute<Unsubscribe, string>(new Unsubscribe(token)) };
  }
}
