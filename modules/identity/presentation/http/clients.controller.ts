import type { IncomingHttpHeaders } from 'node:http';
import { CurrentPrincipal, Policy, Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Headers, Ip, Post, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Attempts } from '../../application/attempts.js';
import { RegisterClient, type RegisteredClient } from '../../application/register-client.js';
import { Sessions } from '../../application/sessions.js';
import { name } from './fields.js';
import { sessionOf } from './presented-session.js';
import { SessionOnlyGuard } from './session-only.guard.js';
import { countMail } from './tries.js';

const NewClient = z.strictObject({ name });
const Registered = z.object({
  clientId: z.string(),
  apiKey: z.string().meta({ description: 'Shown this once.' }),
});

@Controller('api/v1/clients')
@Policy('user')
@UseGuards(SessionOnlyGuard)
export class ClientsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly attempts: Attempts,
    private readonly sessions: Sessions,
  ) {}

  @Post()
  @Summary('Register a program that calls the API in its own name')
  @Returns(201, Registered)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses(
    'session-ended',
    'forbidden',
    'The session has ended, with all others, since the request was sent.',
  )
  @Refuses('invalid-name', 'invalid', 'The name is empty or holds invisible characters.')
  @Refuses('address-unproved', 'forbidden', 'The account has no address that you have proved.')
  @Refuses('too-many-attempts', 429, 'You registered too many, or too many were from this network.')
  register(
    @Body({ schema: NewClient }) { name }: z.infer<typeof NewClient>,
    @CurrentPrincipal() { username }: Principal,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<RegisteredClient> {
    return countMail(this.attempts, ['client', { username }, address], async () =>
      this.commands.execute(new RegisterClient(await sessionOf(headers, this.sessions), name)),
    );
  }
}
