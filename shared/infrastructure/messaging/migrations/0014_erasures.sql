-- Whoever was erased keeps a row: what was sealed for them before is passed over by its consumers, not taken for damaged. An
-- address may get another key later, for somebody who is invited to it then.
ALTER TABLE subject_keys
  ALTER COLUMN wrapped_key DROP NOT NULL,
  ADD COLUMN erased_at timestamptz,
  ADD CHECK (wrapped_key IS NOT NULL OR erased_at IS NOT NULL);
