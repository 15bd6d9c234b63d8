-- Who published may be nobody any more: null once the account is gone.
ALTER TABLE extensions
  ALTER COLUMN author_user_id DROP NOT NULL,
  -- What the collective is called stands with the collective, where it changes.
  DROP COLUMN collective_slug,
  DROP COLUMN personal,
  -- The newest version that may be pulled; null when none may.
  ALTER COLUMN latest DROP NOT NULL,
  ADD COLUMN yanked_at timestamptz,
  ADD COLUMN yank_reason text,
  ADD COLUMN yanked_by text,
  ADD COLUMN deprecated_at timestamptz,
  ADD COLUMN superseded_by text COLLATE "C",
  ADD COLUMN taken_down_at timestamptz,
  ADD COLUMN take_down_reason text,
  -- Counted pulls of all versions; not part of what a change must have seen.
  ADD COLUMN pulls bigint NOT NULL DEFAULT 0,
  ADD CHECK ((yanked_at IS NULL) = (yank_reason IS NULL)),
  ADD CHECK ((taken_down_at IS NULL) = (take_down_reason IS NULL)),
  ADD CHECK (deprecated_at IS NOT NULL OR superseded_by IS NULL);

ALTER TABLE versions
  ALTER COLUMN user_id DROP NOT NULL,
  ALTER COLUMN username DROP NOT NULL,
  ADD COLUMN yanked_at timestamptz,
  ADD COLUMN yank_reason text,
  ADD COLUMN yanked_by text,
  ADD COLUMN pulls bigint NOT NULL DEFAULT 0,
  ADD CHECK ((user_id IS NULL) = (username IS NULL)),
  ADD CHECK ((yanked_at IS NULL) = (yank_reason IS NULL));
CREATE INDEX extensions_by_home ON extensions (collective_id);
CREATE INDEX versions_by_author ON versions (user_id);
CREATE INDEX publications_by_publisher ON publications (user_id);

-- Who pulled which version on which day, UTC. Strangers are marked by what cannot be traced back to them.
CREATE TABLE pulls (
  extension_id uuid NOT NULL,
  version text COLLATE "C" NOT NULL,
  day date NOT NULL,
  puller text COLLATE "C" NOT NULL,
  PRIMARY KEY (extension_id, version, day, puller),
  FOREIGN KEY (extension_id, version) REFERENCES versions (extension_id, version)
);
CREATE INDEX pulls_by_puller ON pulls (puller);

-- A slug that a collective had leads to it and is nobody else's.
CREATE TABLE former_slugs (
  slug text COLLATE "C" PRIMARY KEY,
  collective_id text NOT NULL
);
ALTER TABLE collectives ADD COLUMN dissolved boolean NOT NULL DEFAULT false;

ALTER TABLE memberships ADD COLUMN role text CHECK (role IN ('owner', 'admin', 'member'));
UPDATE memberships m SET role = CASE WHEN c.personal THEN 'owner' ELSE 'member' END
FROM collectives c WHERE c.collective_id = m.collective_id;
UPDATE memberships SET role = 'member' WHERE role IS NULL;
ALTER TABLE memberships ALTER COLUMN role SET NOT NULL;
