import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { InviteSent } from '../domain/collective.events.js';
import { InviteExpiries } from './invite-expiries.js';

/** An invite ends some day, answered or not. */
@EventsHandler(InviteSent)
export class WhenInviteSent implements IEventHandler<InviteSent> {
  constructor(private readonly expiries: InviteExpiries) {}

  handle({ inviteId, expiresAt }: InviteSent): Promise<void> {
    return this.expiries.plan(inviteId, expiresAt);
  }
}
