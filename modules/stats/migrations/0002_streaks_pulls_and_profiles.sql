-- Half a point is the smallest amount. What was granted stays what it was.
ALTER TABLE score_grants
  ALTER COLUMN amount TYPE numeric(12, 1),
  ADD CHECK (amount % 0.5 = 0),
  -- The trace that the fact was created in.
  ADD COLUMN trace_id text;

ALTER TABLE accounts
  ALTER COLUMN total TYPE numeric(12, 1),
  -- How often others pulled what the person published.
  ADD COLUMN pulls integer NOT NULL DEFAULT 0 CHECK (pulls >= 0),
  -- What the person has published for, as far as a badge depends on it.
  ADD COLUMN platforms text[] NOT NULL DEFAULT '{}',
  ADD COLUMN streak_days integer NOT NULL DEFAULT 0 CHECK (streak_days >= 0),
  ADD COLUMN streak_date date,
  ADD COLUMN is_suspended boolean NOT NULL DEFAULT false,
  -- They lead to the person, as the present one does.
  ADD COLUMN former_usernames text[] COLLATE "C" NOT NULL DEFAULT '{}',
  -- Null when the account was deleted: the ledger keeps its lines, and nothing says any more whose they were.
  ALTER COLUMN username DROP NOT NULL;

CREATE INDEX accounts_by_former_username ON accounts USING gin (former_usernames);
