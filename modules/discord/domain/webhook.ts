import { AggregateRoot } from '@boardwalk/domain';
import type { WebhookAddress } from './webhook-address.js';
import { type DiscordEvent, WebhookDisabled, WebhookRegistered, WebhookRemoved } from './webhook.events.js';

export interface WebhookState {
  readonly id: string;
  readonly ownerUserId: string;
  readonly address: WebhookAddress;
  readonly registeredAt: Date;
  /** Why it is never called again, and since when; null while it is in use. */
  readonly disabled: { readonly at: Date; readonly because: string } | null;
  readonly removed: boolean;
}

/** A webhook of a person's own channel, to which public announcements are posted too. */
export class Webhook extends AggregateRoot<DiscordEvent> {
  private constructor(
    private current: WebhookState,
    version: number,
  ) {
    super(version);
  }

  static register(id: string, ownerUserId: string, address: WebhookAddress, at: Date): Webhook {
    const state = { id, ownerUserId, address, registeredAt: at, disabled: null, removed: false };
    const webhook = new Webhook(state, 0);
    webhook.addDomainEvent(new WebhookRegistered(at, id, ownerUserId));
    return webhook;
  }

  static restore(state: WebhookState, version: number): Webhook {
    return new Webhook(state, version);
  }

  get id(): string {
    return this.current.id;
  }

  get state(): WebhookState {
    return this.current;
  }

  /** Discord does not know it any more. Nothing brings it back; the first reason stays. */
  disable(because: string, at: Date): void {
    if (this.current.disabled !== null) return;
    this.current = { ...this.current, disabled: { at, because } };
    this.addDomainEvent(new WebhookDisabled(at, this.id, this.current.ownerUserId, because));
  }

  /** Its owner wants no more posts, or is gone. */
  remove(at: Date): void {
    this.current = { ...this.current, removed: true };
    this.addDomainEvent(new WebhookRemoved(at, this.id, this.current.ownerUserId));
  }
}
