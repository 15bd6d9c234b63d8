import { Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Attempts } from '../../application/attempts.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { RequestPasswordReset } from '../../application/request-password-reset.js';
import { ResetPassword } from '../../application/reset-password.js';
import { email, password, token } from './fields.js';
import { countTry } from './tries.js';

const Address = z.strictObject({ email });
const Redemption = z.strictObject({ token, password });

/** For whoever has forgotten a password. */
@Controller('api/v1/password-resets')
@Policy('public')
export class PasswordResetsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly passwords: PasswordHasher,
    private readonly attempts: Attempts,
  ) {}

  /** The same answer, and as soon, whether the address is known or not. */
  @Post()
  @Summary('Have a token sent by which a new password can be chosen')
  @Returns(202)
  @Refuses('too-many-attempts', 429, 'Too many were asked for this address, or from this network.')
  async request(
    @Body({ schema: Address }) body: z.infer<typeof Address>,
    @Ip() address: string,
  ): Promise<void> {
    await countTry(this.attempts, 'reset', body, address);
    await this.commands.execute(new RequestPasswordReset(body.email));
  }

  @Post('redeem')
  @Summary('Choose a new password, which ends all sessions')
  @Returns(204)
  @Refuses('reset-token-spent', 'gone', 'The token is unknown, used, void, or older than an hour.')
  async redeem(@Body({ schema: Redemption }) body: z.infer<typeof Redemption>): Promise<void> {
    const passwordHash = await this.passwords.hash(body.password);
    await this.commands.execute(new ResetPassword(body.token, passwordHash));
  }
}
