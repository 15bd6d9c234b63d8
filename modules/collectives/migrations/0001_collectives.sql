-- Every slug that was ever given away. A slug never changes hands, so it outlives its collective.
CREATE TABLE slugs (
  slug text COLLATE "C" PRIMARY KEY CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{1,38}$'),
  collective_id uuid NOT NULL
);

CREATE TABLE collectives (
  id uuid PRIMARY KEY,
  slug text COLLATE "C" NOT NULL UNIQUE REFERENCES slugs,
  name text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('sign-up', 'founded', 'import')),
  founder_user_id text NOT NULL,
  founded_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE UNIQUE INDEX one_personal_collective ON collectives (founder_user_id) WHERE origin = 'sign-up';

CREATE TABLE members (
  collective_id uuid NOT NULL REFERENCES collectives,
  user_id text NOT NULL,
  username text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  joined_at timestamptz NOT NULL,
  PRIMARY KEY (collective_id, user_id)
);

-- Addresses and tokens as keyed hashes only.
CREATE TABLE invites (
  id uuid PRIMARY KEY,
  collective_id uuid NOT NULL REFERENCES collectives,
  address_fingerprint text NOT NULL,
  token_fingerprint text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  invited_by_user_id text NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'accepted', 'expired'))
);
CREATE UNIQUE INDEX one_pending_invite ON invites (collective_id, address_fingerprint) WHERE status = 'pending';

-- Whom an import ever took in, so that a second import does not bring back who has left.
CREATE TABLE admissions (
  collective_id uuid NOT NULL REFERENCES collectives,
  user_id text NOT NULL,
  PRIMARY KEY (collective_id, user_id)
);

-- This context's picture of who there is, filled from facts.
CREATE TABLE people (
  user_id text PRIMARY KEY,
  username text NOT NULL,
  address_fingerprint text,
  address_verified boolean NOT NULL DEFAULT false
);
CREATE INDEX people_by_username ON people (username);
