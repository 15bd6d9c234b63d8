import { Expensive, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Attempts } from '../../application/attempts.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { type RegisteredUser, RegisterUser } from '../../application/register-user.js';
import { ResendVerification } from '../../application/resend-verification.js';
import { VerifyEmail } from '../../application/verify-email.js';
import { email, name, password, token, username } from './fields.js';
import { countMail, countTry } from './tries.js';

const NewUser = z.strictObject({ username, email, password, displayName: name.optional() });
const Proof = z.strictObject({ token });
const Address = z.strictObject({ email });

const Registered = z.object({ userId: z.string(), username: z.string() });

@Controller('api/v1')
@Policy('public')
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly passwords: PasswordHasher,
    private readonly attempts: Attempts,
  ) {}

  /** The same answer whether the address is known or not: an address is a claim until it is proved. */
  @Post('users')
  @Expensive()
  @Summary('Sign up')
  @Returns(201, Registered)
  @Refuses('username-taken', 'conflict', 'The username is or was somebody else’s.')
  @Refuses('username-reserved', 'invalid', 'The username is kept for the product itself.')
  @Refuses('invalid-name', 'invalid', 'The display name is empty or holds invisible characters.')
  @Refuses('too-many-attempts', 429, 'Too many signed up with this address, or from this network.')
  register(
    @Body({ schema: NewUser }) { username, email, password, displayName }: z.infer<typeof NewUser>,
    @Ip() address: string,
  ): Promise<RegisteredUser> {
    return countMail(this.attempts, ['sign-up', { email }, address], async () => {
      const passwordHash = await this.passwords.hash(password);
      return this.commands.execute(new RegisterUser(username, email, passwordHash, displayName));
    });
  }

  @Post('email-verifications')
  @Summary('Prove that an address is yours, by the token sent to it')
  @Returns(200, Registered.pick({ userId: true }))
  @Refuses('verification-token-spent', 'gone', 'The token is unknown, used, or older than 24 hours.')
  @Refuses('email-taken', 'conflict', 'Another account has proved the same address before.')
  async verify(@Body({ schema: Proof }) body: z.infer<typeof Proof>): Promise<{ userId: string }> {
    return this.commands.execute(new VerifyEmail(body.token));
  }

  /** The same answer, and as soon, whether the address is known or not. */
  @Post('email-verifications/resend')
  @Summary('Have the token sent again that proves an address')
  @Returns(202)
  @Refuses('too-many-attempts', 429, 'Too many were asked for this address, or from this network.')
  async resend(
    @Body({ schema: Address }) body: z.infer<typeof Address>,
    @Ip() address: string,
  ): Promise<void> {
    await countTry(this.attempts, 'verification', body, address);
    await this.commands.execute(new ResendVerification(body.email));
  }
}
