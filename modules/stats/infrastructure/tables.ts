import type { ColumnType } from 'kysely';

export interface StatsTables {
  accounts: {
    user_id: string;
    username: string;
    is_public: boolean;
    total: number;
    grants: number;
    has_published: boolean;
    allowances_used: ColumnType<Readonly<Record<string, number>>, string, string>;
    version: number;
  };
  score_grants: {
    user_id: string;
    ordinal: number;
    grant_id: string;
    category: string;
    source: string;
    amount: number;
    event_id: string;
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
