-- What is announced: a fact each, and the message that it is part of.
CREATE TABLE announcements (
  event_id uuid PRIMARY KEY,
  message_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  -- Whom it names, and the version that it is about. Null once it is withheld.
  user_id text,
  extension_name text,
  version text,
  -- JSON; null once it is withheld.
  announcement text,
  withheld_because text
);
CREATE INDEX announcements_by_message ON announcements (message_id, occurred_at, event_id);
CREATE INDEX announcements_by_person ON announcements (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX announcements_by_extension ON announcements (extension_name) WHERE extension_name IS NOT NULL;

-- A message is posted once in every channel.
ALTER TABLE posts ADD COLUMN message_id uuid, ADD COLUMN channel text NOT NULL DEFAULT 'house';
UPDATE posts SET message_id = id;
ALTER TABLE posts ALTER COLUMN message_id SET NOT NULL, ALTER COLUMN channel DROP DEFAULT,
  ADD CONSTRAINT posts_once UNIQUE (message_id, channel);
CREATE INDEX posts_by_channel ON posts (channel) WHERE status = 'queued';

-- What has been announced lately, so that bursts are collapsed.
CREATE TABLE bursts (
  key text PRIMARY KEY,
  ends_at timestamptz NOT NULL,
  alone integer NOT NULL,
  collecting uuid
);

-- Messages that are to say something else than they did: what their post says by now.
CREATE TABLE amendments (
  id uuid PRIMARY KEY,
  post_id uuid NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX amendments_due ON amendments (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX amendments_in_flight ON amendments (leased_until) WHERE status = 'sending';
CREATE INDEX amendments_by_post ON amendments (post_id);

CREATE TABLE amendments_attempts (
  intent_id uuid NOT NULL REFERENCES amendments (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- Webhooks of people's own channels.
CREATE TABLE registered_webhooks (
  id uuid PRIMARY KEY,
  owner_user_id text NOT NULL,
  discord_id text NOT NULL,
  -- Encrypted with a key that is made of the program's secret.
  sealed_token text NOT NULL,
  -- Recognises the webhook; its token cannot be read from it.
  fingerprint text NOT NULL,
  registered_at timestamptz NOT NULL,
  disabled_at timestamptz,
  disabled_because text,
  version integer NOT NULL,
  CONSTRAINT registered_webhooks_once UNIQUE (fingerprint)
);
CREATE INDEX registered_webhooks_by_owner ON registered_webhooks (owner_user_id, id DESC);

-- Until when Discord asked for silence, by channel and kind of call; `*` is all of it.
CREATE TABLE rate_limits (
  channel text NOT NULL,
  route text NOT NULL,
  bucket text,
  paused_until timestamptz NOT NULL,
  PRIMARY KEY (channel, route)
);

-- Webhooks and bots of the configuration that Discord does not know any more, by hash.
ALTER TABLE webhooks DROP COLUMN paused_until;
DELETE FROM webhooks WHERE disabled_because IS NULL;
ALTER TABLE webhooks ALTER COLUMN disabled_because SET NOT NULL;
ALTER TABLE webhooks RENAME TO gone_addresses;

-- People of whom nothing is announced, and why. Of those whose account is gone the id is all that is kept.
CREATE TABLE hidden_people (
  user_id text NOT NULL,
  because text NOT NULL CHECK (because IN ('private', 'suspended', 'deleted')),
  PRIMARY KEY (user_id, because)
);
INSERT INTO hidden_people (user_id, because) SELECT user_id, 'private' FROM private_people;
DROP TABLE private_people;
