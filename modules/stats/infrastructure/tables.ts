import type { ColumnType, Generated } from 'kysely';

/** Points, whole or half. The driver gives such columns as text, so they are read as `float8`, which holds halves exactly. */
type Points = ColumnType<string, number, number>;

export interface StatsTables {
  accounts: {
    user_id: string;
    username: string | null;
    former_usernames: Generated<string[]>;
    is_public: boolean;
    is_suspended: Generated<boolean>;
    total: Points;
    grants: number;
    has_published: boolean;
    pulls: number;
    platforms: readonly string[];
    streak_days: number;
    streak_date: string | null;
    allowances_used: ColumnType<Readonly<Record<string, number>>, string, string>;
    version: number;
  };
  score_grants: {
    user_id: string;
    ordinal: number;
    grant_id: string;
    category: string;
    source: string;
    amount: Points;
    event_id: string;
    trace_id: string | null;
    granted_at: Date;
  };
  badges: {
    user_id: string;
    badge_id: string;
    name: string;
    points: number;
    exclusive: boolean;
    event_id: string;
    awarded_at: Date;
  };
  username_metrics: {
    user_id: string;
    event: string;
    day: string;
    count: number;
  };
}
