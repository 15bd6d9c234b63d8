import { Clock } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import { isSwitchable } from '../domain/mail-kind.js';
import type { Notice } from '../domain/notice.js';
import { EmailOutbox, type NewEmail } from './email-outbox.js';
import { Inbox } from './inbox.js';
import { mailOf } from './mail-of-notice.js';
import { MailSettings } from './mail-settings.js';
import { MutedKinds } from './muted-kinds.js';
import { People, type Person } from './people.js';
import { composed, kindOf, type TemplateCall } from './templates/templates.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** What is told, and of which fact. */
export interface Telling {
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly notice: Notice;
  /** Whom the notice names. */
  readonly actorUserId?: string | undefined;
}

/** What is older, in milliseconds, is told in the inbox only: a mail about it would come after everybody knows. */
const mailedWithinMs = 7 * 86_400_000;

/**
 * Tells people something: a row in the inbox of each, and a mail to those who have proved an address and want such mails.
 * Telling again adds nothing.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly people: People,
    private readonly inbox: Inbox,
    private readonly muted: MutedKinds,
    private readonly outbox: EmailOutbox,
    private readonly links: UnsubscribeLinks,
    private readonly settings: MailSettings,
    private readonly clock: Clock,
  ) {}

  async tell(telling: Telling, userIds: readonly string[]): Promise<void> {
    const { actorUserId } = telling;
    const known = await this.people.held(actorUserId === undefined ? userIds : [...userIds, actorUserId]);
    const reached = userIds.filter((userId) => known.get(userId)?.isGone !== true);
    if (reached.length === 0) return;
    await this.inbox.add(reached.map((userId) => ({ ...telling, userId })));
    const actor = actorUserId === undefined ? null : (known.get(actorUserId)?.username ?? null);
    const mail = mailOf(telling.notice, actor);
    if (mail === null) return;
    const readers = reached.flatMap((userId) => known.get(userId) ?? []);
    await this.outbox.add(await this.mailsTo(readers, telling, mail));
  }

  private async mailsTo(
    readers: readonly Person[],
    { eventId, occurredAt, actorUserId }: Telling,
    call: TemplateCall,
  ): Promise<NewEmail[]> {
    const kind = kindOf(call.key);
    if (isSwitchable(kind) && this.clock.now().getTime() - occurredAt.getTime() > mailedWithinMs) return [];
    const ids = readers.map(({ userId }) => userId);
    const muted = isSwitchable(kind) ? await this.muted.among(ids, kind) : new Set<string>();
    return readers.flatMap(({ userId, provedAddress: to }): NewEmail[] => {
      if (to === null || muted.has(userId)) return [];
      const unsubscribeUrl = isSwitchable(kind)
        ? this.links.urlFor({ subject: { userId }, kind })
        : undefined;
      const letter = composed(call, this.settings, unsubscribeUrl);
      const about = { eventId, occurredAt, templateKey: call.key, kind, isOneOfMany: true };
      return [{ ...about, to, userId, namesUserId: actorUserId, unsubscribeUrl, ...letter }];
    });
  }
}
