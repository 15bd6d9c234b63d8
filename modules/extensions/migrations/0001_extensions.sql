CREATE TABLE extensions (
  id uuid PRIMARY KEY,
  version integer NOT NULL,
  name text COLLATE "C" NOT NULL UNIQUE,
  collective_id text NOT NULL,
  collective_slug text COLLATE "C" NOT NULL,
  personal boolean NOT NULL,
  author_user_id text NOT NULL,
  visibility text NOT NULL CHECK (visibility IN ('public', 'private')),
  description text,
  license text,
  platforms text[] NOT NULL,
  labels text[] NOT NULL,
  latest text NOT NULL,
  last_published_at timestamptz NOT NULL
);
CREATE INDEX extensions_by_publication ON extensions (last_published_at DESC, name);
CREATE INDEX extensions_by_collective ON extensions (collective_slug, name);
CREATE INDEX extensions_by_label ON extensions USING gin (labels);
CREATE INDEX extensions_by_platform ON extensions USING gin (platforms);

-- Versions never change. They are newest first by released_on and micro, never by their text.
CREATE TABLE versions (
  extension_id uuid NOT NULL REFERENCES extensions,
  version text COLLATE "C" NOT NULL,
  released_on date NOT NULL,
  micro integer NOT NULL,
  user_id text NOT NULL,
  username text NOT NULL,
  published_at timestamptz NOT NULL,
  -- The archive lies under the id of its publication. An imported version has none.
  publication_id uuid,
  checksum text,
  size bigint,
  description text,
  license text,
  release_notes text,
  platforms text[] NOT NULL,
  labels text[] NOT NULL,
  contents json NOT NULL,
  dependencies text[] NOT NULL,
  PRIMARY KEY (extension_id, version),
  CHECK ((publication_id IS NULL) = (checksum IS NULL) AND (checksum IS NULL) = (size IS NULL))
);
CREATE UNIQUE INDEX versions_by_calendar ON versions (extension_id, released_on DESC, micro DESC);

CREATE TABLE publications (
  id uuid PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  release text NOT NULL,
  user_id text NOT NULL,
  username text NOT NULL,
  checksum text NOT NULL,
  size bigint NOT NULL,
  details json NOT NULL,
  visibility text CHECK (visibility IN ('public', 'private')),
  initiated_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  archived_at timestamptz,
  confirmed_at timestamptz,
  extension_id uuid REFERENCES extensions,
  CHECK ((confirmed_at IS NULL) = (extension_id IS NULL))
);

-- Archives to be removed some time after their publication has expired, unless it is confirmed by then.
-- The id is that of the publication.
CREATE TABLE expiries (
  id uuid PRIMARY KEY REFERENCES publications,
  status text NOT NULL DEFAULT 'queued',
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX expiries_due ON expiries (next_attempt_at) WHERE status = 'queued';

CREATE TABLE expiries_attempts (
  intent_id uuid NOT NULL REFERENCES expiries,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- This context's picture of who may publish where, filled from facts.
CREATE TABLE people (
  user_id text PRIMARY KEY,
  username text COLLATE "C" NOT NULL
);
CREATE INDEX people_by_username ON people (username);

CREATE TABLE collectives (
  collective_id text PRIMARY KEY,
  slug text COLLATE "C" NOT NULL UNIQUE,
  personal boolean NOT NULL
);

CREATE TABLE memberships (
  collective_id text NOT NULL,
  user_id text NOT NULL,
  PRIMARY KEY (collective_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);
