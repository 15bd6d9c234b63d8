import type { ColumnType, Generated } from 'kysely';

/** JSON goes in as text and comes out parsed. */
type Json = ColumnType<unknown, string, never>;

export interface NotificationsTables {
  emails: {
    id: string;
    event_id: string;
    template_key: string;
    kind: string;
    recipient: string;
    address_fingerprint: string | null;
    user_id: string | null;
    names_user_id: string | null;
    subject: string;
    /** Null once the mail is settled. */
    text: string | null;
    html: string | null;
    unsubscribe_url: string | null;
    message_id: string;
    occurred_at: Date;
    status: string;
    attempt: number;
    next_attempt_at: Date;
    provider_id: string | null;
    last_error: string | null;
    suppressed: Generated<boolean>;
    bounced_at: Date | null;
    bounce_kind: string | null;
    bounce_reason: string | null;
    trace: string;
  };
  emails_attempts: {
    intent_id: string;
    attempt: number;
    started_at: Date;
    ended_at: Date | null;
    outcome: string | null;
    error: string | null;
  };
  captured_mail: {
    message_id: string;
    sender: string;
    recipient: string;
    subject: string;
    text: string;
    html: string;
    captured_at: Date;
  };
  suppressions: {
    id: string;
    address_fingerprint: string;
    masked_address: string;
    reason: string;
    detail: string;
    suppressed_at: Date;
    lifted_at: Date | null;
  };
  people: {
    user_id: string;
    username: string | null;
    address: string | null;
    address_proved: Generated<boolean>;
    gone_at: Date | null;
  };
  inbox: {
    id: string;
    user_id: string;
    type: string;
    source: string;
    actor_user_id: string | null;
    about: Json;
    occurred_at: Date;
    read_at: Date | null;
  };
  muted_kinds: { subject: string; kind: string; muted_at: Date };
  pulls: { extension_name: string; user_id: string; version: string; first_pulled_at: Date };
  rounds: {
    id: string;
    occurred_at: Date;
    notice: Json;
    audience: Json;
    told_up_to: Generated<string>;
  };
}
