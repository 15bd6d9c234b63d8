import {
  CurrentPrincipal,
  cursor,
  cutPage,
  limit,
  NeedsScope,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { RegisterWebhook, type RegisteredWebhook } from '../../application/register-webhook.js';
import { RemoveWebhook } from '../../application/remove-webhook.js';
import { WebhookReads, type WebhookView } from '../../application/webhook-reads.js';

const Registration = z.strictObject({
  url: z.string().max(300).meta({
    description:
      '`https://discord.com/api/webhooks/<id>/<token>`, from the settings of the channel. Not shown again.',
  }),
});
const place = cursor(z.uuid());
const List = z.strictObject({ limit, cursor: place.optional() });

const address = z.string().meta({ description: 'Without the token.' });
const Registered = z.object({ webhookId: z.uuid(), address, registeredAt: z.date() });
const WebhookItem = Registered.extend({
  disabledAt: z.date().nullable(),
  disabledBecause: z.string().nullable().meta({ description: 'Why nothing is posted to it any more.' }),
});

/** Webhooks of people's own channels, to which public announcements are posted too. */
@Controller('api/v1/discord/webhooks')
@Policy('user')
@NeedsScope('discord:write')
export class WebhooksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly webhooks: WebhookReads,
  ) {}

  @Post()
  @Summary('Register a Discord webhook for public announcements')
  @Returns(201, Registered)
  @Refuses('invalid-webhook-address', 'invalid', 'The address is not that of a webhook of discord.com.')
  @Refuses('too-many-webhooks', 'conflict', 'You have as many as a person may have.')
  @Refuses('webhook-registered', 'conflict', 'The webhook is registered already.')
  @Refuses('account-deleted', 'gone', 'Your account was deleted a moment ago.')
  register(
    @Body({ schema: Registration }) { url }: z.infer<typeof Registration>,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<RegisteredWebhook> {
    return this.commands.execute(new RegisterWebhook(userId, url));
  }

  @Get()
  @Summary('List your webhooks, newest first')
  @Returns(200, pageOf(WebhookItem))
  async list(
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<Page<WebhookView>> {
    const rows = await this.webhooks.ofOwner(userId, query.cursor, query.limit + 1);
    return cutPage(rows, query.limit, ({ webhookId }) => z.encode(place, webhookId));
  }

  @Delete(':id')
  @Summary('Remove a webhook; nothing is posted to it any more')
  @Returns(204)
  @Refuses('webhook-not-found', 'not-found', 'You have no webhook with this id.')
  async remove(
    @Param('id', { schema: z.uuid() }) webhookId: string,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<void> {
    await this.commands.execute(new RemoveWebhook(webhookId, userId));
  }
}
