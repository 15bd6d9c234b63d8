import { CurrentPrincipal, Policy, Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { RegisterClient, type RegisteredClient } from '../../application/register-client.js';
import { name } from './fields.js';
import { SessionOnlyGuard } from './session-only.guard.js';

const NewClient = z.strictObject({ name });
const Registered = z.object({
  clientId: z.string(),
  apiKey: z.string().meta({ description: 'Shown this once.' }),
});

@Controller('api/v1/clients')
@Policy('user')
@UseGuards(SessionOnlyGuard)
export class ClientsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Summary('Register a program that calls the API in its own name')
  @Returns(201, Registered)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('invalid-name', 'invalid', 'The name is empty or holds invisible characters.')
  async register(
    @Body({ schema: NewClient }) body: z.infer<typeof NewClient>,
    @CurrentPrincipal() owner: Principal,
  ): Promise<RegisteredClient> {
    return this.commands.execute(new RegisterClient(owner.userId, body.name));
  }
}
