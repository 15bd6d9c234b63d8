-- Whether somebody may be named to others than those who belong to a collective with them.
ALTER TABLE people
  ADD COLUMN is_public boolean NOT NULL DEFAULT true,
  ADD COLUMN suspended boolean NOT NULL DEFAULT false;

-- What somebody has announced and not confirmed limits what they announce.
CREATE INDEX publications_open ON publications (user_id, expires_at) WHERE confirmed_at IS NULL;
