import type { IncomingHttpHeaders } from 'node:http';
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
import { Body, Controller, Get, Headers, Ip, Post, Put, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AccountReads, type AccountView } from '../../application/account-reads.js';
import { ChangePassword } from '../../application/change-password.js';
import { DeleteAccount } from '../../application/delete-account.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { Reauthentication } from '../../application/reauthentication.js';
import { RenameUser } from '../../application/rename-user.js';
import { Sessions } from '../../application/sessions.js';
import { UpdateProfile } from '../../application/update-profile.js';
import { anyPassword, bio, link, name, password, username } from './fields.js';
import { noSession, sessionOf } from './presented-session.js';
import { SessionOnlyGuard } from './session-only.guard.js';
import { tooManyAttempts } from './sign-in-problems.js';

const Preferences = z.strictObject({
  language: z.string().max(35).nullable().meta({ description: 'BCP 47, as in `de-AT`.' }),
  timeZone: z.string().max(64).nullable().meta({ description: 'IANA, as in `Europe/Vienna`.' }),
});
const Account = z.object({
  userId: z.string(),
  username: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  registeredAt: z.date(),
  bio: z.string(),
  links: z.array(z.string()).readonly(),
  isPublic: z.boolean(),
  preferences: z.object({ language: z.string().nullable(), timeZone: z.string().nullable() }),
});
const Self = z.strictObject({
  displayName: name,
  bio,
  links: z.array(link).max(5),
  isPublic: z.boolean().meta({ description: 'Whether anybody but you may see your profile.' }),
  preferences: Preferences,
});
const NewName = z.strictObject({ username });
const NewPassword = z.strictObject({ currentPassword: anyPassword, newPassword: password });
const Farewell = z.strictObject({
  password: anyPassword.optional().meta({ description: 'Only accounts without a password go without.' }),
});

/** What people see of their own account, and do to it. */
@Controller('api/v1/me')
@Policy('user')
export class MeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: AccountReads,
    private readonly passwords: PasswordHasher,
    private readonly reauthentication: Reauthentication,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @NeedsScope('identity:read')
  @Summary('Show your own account')
  @Returns(200, Account)
  me(@CurrentPrincipal() { userId }: Principal): Promise<AccountView> {
    return this.reads.account(userId);
  }

  @Put('profile')
  @NeedsScope('identity:write')
  @Summary('Say who you are, who may see it, and how you like to be shown things')
  @Returns(200, Account)
  @Refuses('invalid-name', 'invalid', 'The display name is empty or holds invisible characters.')
  @Refuses('invalid-bio', 'invalid', 'The text is too long or holds control characters.')
  @Refuses('invalid-link', 'invalid', 'A link leads elsewhere than to the web.')
  @Refuses('invalid-preference', 'invalid', 'There is no such language or time zone.')
  async describe(
    @Body({ schema: Self }) { displayName, bio, links, isPublic, preferences }: z.infer<typeof Self>,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<AccountView> {
    const profile = { bio, links, isPublic };
    await this.commands.execute(new UpdateProfile(userId, { displayName, profile, preferences }));
    return this.reads.account(userId);
  }

  @Put('username')
  @UseGuards(SessionOnlyGuard)
  @Summary('Go by another name; the old one stays yours and leads to you')
  @Returns(200, Account)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('username-taken', 'conflict', 'The username is or was somebody else’s.')
  @Refuses('username-reserved', 'invalid', 'The username is kept for the product itself.')
  @Refuses('too-many-usernames', 'forbidden', 'You hold as many names as one person may.')
  async rename(
    @Body({ schema: NewName }) body: z.infer<typeof NewName>,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<AccountView> {
    await this.commands.execute(new RenameUser(userId, body.username));
    return this.reads.account(userId);
  }

  @Put('password')
  @Expensive()
  @UseGuards(SessionOnlyGuard)
  @Summary('Change your password, which ends all your sessions')
  @Returns(204)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('wrong-password', 'forbidden', 'The current password is another one.')
  @Refuses('too-many-attempts', 429, 'Too many tries for this account, or from this network.')
  async changePassword(
    @Body({ schema: NewPassword }) { currentPassword, newPassword }: z.infer<typeof NewPassword>,
    @CurrentPrincipal() principal: Principal,
    @Ip() address: string,
  ): Promise<void> {
    const provenHash = await this.proved(principal, currentPassword, address);
    const passwordHash = await this.passwords.hash(newPassword);
    await this.commands.execute(new ChangePassword(principal.userId, provenHash, passwordHash));
  }

  @Post('delete')
  @Expensive()
  @UseGuards(SessionOnlyGuard)
  @Summary('Delete your account, for good')
  @Returns(204)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('wrong-password', 'forbidden', 'The password is another one, or was not given.')
  @Refuses('session-too-old', 'forbidden', 'The account has no password, and you signed in too long ago.')
  @Refuses('too-many-attempts', 429, 'Too many tries for this account, or from this network.')
  async delete(
    @Body({ schema: Farewell }) body: z.infer<typeof Farewell>,
    @CurrentPrincipal() principal: Principal,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<void> {
    const provenHash =
      body.password === undefined ? null : await this.proved(principal, body.password, address);
    const session = await this.sessions.show(await sessionOf(headers, this.sessions));
    if (session === null) throw noSession();
    await this.commands.execute(new DeleteAccount(principal.userId, provenHash, session.openedAt));
  }

  private async proved(principal: Principal, password: string, address: string): Promise<string> {
    const { userId, username } = principal;
    const proof = await this.reauthentication.prove({ userId, username }, password, address);
    if (proof.outcome === 'throttled') throw tooManyAttempts(proof.retryAfterSeconds);
    return proof.passwordHash;
  }
}
