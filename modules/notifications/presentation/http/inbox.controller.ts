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
import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Inbox, type InboxRow, noticeTypes } from '../../application/inbox.js';
import { MarkRead } from '../../application/mark-read.js';

const place = cursor(z.strictObject({ occurredAt: z.iso.datetime(), noticeId: z.uuid() }));
const List = z.strictObject({
  unread: z.enum(['true', 'false']).default('false').meta({ description: '`true`: only what was not read.' }),
  limit,
  cursor: place.optional(),
});

const NoticeView = z.object({
  noticeId: z.uuid(),
  type: z.enum(noticeTypes),
  line: z
    .string()
    .meta({ description: 'What it says, in plain text, with the names that people go by now.' }),
  occurredAt: z.date(),
  readAt: z.date().nullable(),
});

@Controller('api/v1/inbox')
@Policy('user')
export class InboxController {
  constructor(
    private readonly inbox: Inbox,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @NeedsScope('notifications:read')
  @Summary('List what you were told, newest first')
  @Returns(200, pageOf(NoticeView))
  async list(
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() reader: Principal,
  ): Promise<Page<InboxRow>> {
    const after = query.cursor && { ...query.cursor, occurredAt: new Date(query.cursor.occurredAt) };
    const wanted = { unreadOnly: query.unread === 'true', after, size: query.limit + 1 };
    const rows = await this.inbox.page(reader.userId, wanted);
    return cutPage(rows, query.limit, ({ occurredAt, noticeId }) =>
      z.encode(place, { occurredAt: occurredAt.toISOString(), noticeId }),
    );
  }

  @Get('unread')
  @NeedsScope('notifications:read')
  @Summary('Count what you have not read')
  @Returns(200, z.object({ unread: z.int() }))
  async unread(@CurrentPrincipal() reader: Principal) {
    return { unread: await this.inbox.unread(reader.userId) };
  }

  @Post('read')
  @NeedsScope('notifications:write')
  @Summary('Mark everything that you were told as read')
  @Returns(204)
  async markAllRead(@CurrentPrincipal() reader: Principal): Promise<void> {
    await this.commands.execute(new MarkRead(reader.userId, null));
  }

  @Post(':noticeId/read')
  @NeedsScope('notifications:write')
  @Summary('Mark one notice as read')
  @Returns(204)
  @Refuses('notice-not-found', 'not-found', 'Your inbox holds no notice with this id.')
  async markRead(
    @Param('noticeId', { schema: z.uuid() }) noticeId: string,
    @CurrentPrincipal() reader: Principal,
  ): Promise<void> {
    await this.commands.execute(new MarkRead(reader.userId, noticeId));
  }
}
