-- Who is not to be found by others: the profile is not public. That they are shut out is known already.
ALTER TABLE people ADD COLUMN is_public boolean NOT NULL DEFAULT true;

-- Accounts that are gone, as hashes of their ids, so that nothing that was on its way is founded for them.
CREATE TABLE departed (person bytea PRIMARY KEY);

-- Who chose a slug, and when, for as long as they have an account: nobody takes too many in a while.
ALTER TABLE slugs
  ADD COLUMN claimed_by_user_id text,
  ADD COLUMN claimed_at timestamptz,
  ADD CHECK (claimed_by_user_id IS NULL OR claimed_at IS NOT NULL);
CREATE INDEX slugs_by_claimer ON slugs (claimed_by_user_id, claimed_at) WHERE claimed_by_user_id IS NOT NULL;

-- Mails that asked somebody who did not say yes, also on behalf of collectives that are no more: they limit further ones.
CREATE TABLE invite_mails (
  invite_id uuid PRIMARY KEY,
  address_fingerprint text NOT NULL,
  -- Null once the account is gone.
  inviter_user_id text,
  sent_at timestamptz NOT NULL
);
CREATE INDEX invite_mails_to ON invite_mails (address_fingerprint, sent_at);
CREATE INDEX invite_mails_by ON invite_mails (inviter_user_id, sent_at);
