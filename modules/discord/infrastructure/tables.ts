export interface DiscordTables {
  posts: {
    id: string;
    content: string;
    occurred_at: Date;
    status: string;
    attempt: number;
    next_attempt_at: Date;
    provider_id: string | null;
    last_error: string | null;
    trace: string;
  };
  webhooks: {
    fingerprint: string;
    paused_until: Date | null;
    disabled_because: string | null;
  };
  private_people: { user_id: string };
  captured_posts: { post_id: string; content: string; captured_at: Date };
}
