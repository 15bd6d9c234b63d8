import type { Hiding } from '../application/hidden-people.js';

interface IntentColumns {
  id: string;
  status: string;
  attempt: number;
  next_attempt_at: Date;
  provider_id: string | null;
  last_error: string | null;
  trace: string;
}

export interface DiscordTables {
  announcements: {
    event_id: string;
    message_id: string;
    occurred_at: Date;
    user_id: string | null;
    extension_name: string | null;
    version: string | null;
    announcement: string | null;
    withheld_because: string | null;
  };
  posts: IntentColumns & {
    message_id: string;
    channel: string;
    content: string;
    announces: number;
    occurred_at: Date;
  };
  amendments: IntentColumns & { post_id: string; channel: string };
  bursts: { key: string; ends_at: Date; alone: number; collecting: string | null };
  registered_webhooks: {
    id: string;
    owner_user_id: string;
    discord_id: string;
    sealed_token: string;
    fingerprint: string;
    registered_at: Date;
    disabled_at: Date | null;
    disabled_because: string | null;
    version: number;
  };
  rate_limits: { channel: string; route: string; bucket: string | null; paused_until: Date };
  gone_addresses: { fingerprint: string; disabled_because: string };
  hidden_people: { user_id: string; because: Hiding };
  captured_posts: { post_id: string; content: string; captured_at: Date };
}

/** The community's own channel; any other is the id of a registered webhook. */
export const house = 'house';
