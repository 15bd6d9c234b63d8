import {
  CurrentPrincipal,
  Expensive,
  NeedsScope,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AccountReads } from '../../application/account-reads.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { type RegisteredUser, RegisterUser } from '../../application/register-user.js';
import { VerifyEmail } from '../../application/verify-email.js';
import { email, name, password, username } from './fields.js';

const NewUser = z.strictObject({ username, email, password, displayName: name.optional() });
const Proof = z.strictObject({ token: z.string().min(1).max(128) });

const Registered = z.object({ userId: z.string(), username: z.string() });
const Account = z.object({
  userId: z.string(),
  username: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  registeredAt: z.date(),
});

@Controller('api/v1')
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly passwords: PasswordHasher,
    private readonly reads: AccountReads,
  ) {}

  /** The same answer whether the address is known or not: an address is a claim until it is proved. */
  @Post('users')
  @Policy('public')
  @Expensive()
  @Summary('Sign up')
  @Returns(201, Registered)
  @Refuses('username-taken', 'conflict', 'Somebody else has this username.')
  @Refuses('username-reserved', 'invalid', 'The username is kept for the product itself.')
  @Refuses('invalid-name', 'invalid', 'The display name is empty or holds invisible characters.')
  async register(@Body({ schema: NewUser }) body: z.infer<typeof NewUser>): Promise<RegisteredUser> {
    const passwordHash = await this.passwords.hash(body.password);
    return this.commands.execute(new RegisterUser(body.username, body.email, passwordHash, body.displayName));
  }

  @Post('email-verifications')
  @Policy('public')
  @Summary('Prove that an address is yours, by the token sent to it')
  @Returns(200, Registered.pick({ userId: true }))
  @Refuses('verification-token-spent', 'gone', 'The token is unknown, used, or older than 24 hours.')
  @Refuses('email-taken', 'conflict', 'Another account has proved the same address before.')
  async verify(@Body({ schema: Proof }) body: z.infer<typeof Proof>): Promise<{ userId: string }> {
    return this.commands.execute(new VerifyEmail(body.token));
  }

  @Get('me')
  @Policy('user')
  @NeedsScope('identity:read')
  @Summary('Show your own account')
  @Returns(200, Account)
  async me(@CurrentPrincipal() principal: Principal): Promise<z.infer<typeof Account>> {
    return this.reads.account(principal.userId);
  }
}
