-- A message that a transaction promised, and what became of it.
CREATE TABLE posts (
  -- The id of the fact: it is announced once.
  id uuid PRIMARY KEY,
  content text NOT NULL,
  occurred_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX posts_due ON posts (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX posts_in_flight ON posts (leased_until) WHERE status = 'sending';
CREATE INDEX posts_by_time ON posts (occurred_at DESC, id DESC);

CREATE TABLE posts_attempts (
  intent_id uuid NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- What is known of the webhooks that were ever configured. Their addresses are secrets, so only a hash is kept.
CREATE TABLE webhooks (
  fingerprint text PRIMARY KEY,
  -- Discord asked for silence until then.
  paused_until timestamptz,
  -- Why it is never called again.
  disabled_because text
);

-- People whose profiles are not public.
CREATE TABLE private_people (user_id text PRIMARY KEY);

-- What takes the place of a channel where no webhook is configured.
CREATE TABLE captured_posts (
  post_id uuid PRIMARY KEY,
  content text NOT NULL,
  captured_at timestamptz NOT NULL
);
