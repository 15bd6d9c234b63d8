import { CurrentPrincipal, NeedsScope, Policy, Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ChangePreferences } from '../../application/change-preferences.js';
import { type Choice, Preferences } from '../../application/preferences.js';

const choice = {
  invites: z.boolean().meta({ description: 'Invitations to collectives.' }),
  collectives: z.boolean().meta({ description: 'Collectives that you founded or belong to.' }),
  extensions: z.boolean().meta({ description: 'Extensions that you pulled.' }),
  achievements: z.boolean().meta({ description: 'Badges and tiers.' }),
};
const NewPreferences = z.strictObject({
  ...choice,
  account: z
    .literal(true, 'Mails about the safety of your account cannot be switched off. Leave this out.')
    .optional(),
});
const PreferencesView = z.object({
  account: z.literal(true).meta({ description: 'Your account and its safety: cannot be switched off.' }),
  ...choice,
});

/** Which mails somebody gets. The inbox holds everything, whatever they choose. */
@Controller('api/v1/notification-preferences')
@Policy('user')
export class NotificationPreferencesController {
  constructor(
    private readonly preferences: Preferences,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @NeedsScope('notifications:read')
  @Summary('Show which mails you get')
  @Returns(200, PreferencesView)
  async show(@CurrentPrincipal() reader: Principal) {
    return { account: true, ...(await this.preferences.of(reader.userId)) };
  }

  @Put()
  @NeedsScope('notifications:write')
  @Summary('Choose which mails you get')
  @Returns(200, PreferencesView)
  @Refuses('account-deleted', 'gone', 'Your account was deleted a moment ago.')
  async choose(
    @Body({ schema: NewPreferences }) {
      invites,
      collectives,
      extensions,
      achievements,
    }: z.infer<typeof NewPreferences>,
    @CurrentPrincipal() reader: Principal,
  ) {
    const wanted = { invites, collectives, extensions, achievements };
    const chosen = await this.commands.execute<ChangePreferences, Choice>(
      new ChangePreferences(reader.userId, wanted),
    );
    return { account: true, ...chosen };
  }
}
