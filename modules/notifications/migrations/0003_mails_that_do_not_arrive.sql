ALTER TABLE emails
  -- Whose account asked for the mail: it goes with the account. Null for mails to people without one.
  ADD COLUMN user_id text,
  -- Of the recipient; null for mails of before.
  ADD COLUMN address_fingerprint text,
  -- Whom it names beside the recipient.
  ADD COLUMN names_user_id text,
  ADD COLUMN kind text NOT NULL DEFAULT 'account',
  ADD COLUMN unsubscribe_url text,
  -- It was not handed over, because its address takes no mail.
  ADD COLUMN suppressed boolean NOT NULL DEFAULT false,
  ADD COLUMN bounced_at timestamptz,
  ADD COLUMN bounce_kind text CHECK (bounce_kind IN ('hard', 'soft', 'complaint')),
  ADD COLUMN bounce_reason text;
CREATE INDEX emails_by_user ON emails (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX emails_by_named ON emails (names_user_id) WHERE names_user_id IS NOT NULL;
CREATE INDEX emails_waiting_for ON emails (address_fingerprint) WHERE status = 'queued';
CREATE INDEX captured_mail_by_recipient ON captured_mail (lower(recipient));

-- A mail whose fate nobody knows keeps what it says until an operator has settled it: they may have it sent again.
DROP TRIGGER emails_settled ON emails;
CREATE OR REPLACE FUNCTION forget_what_it_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.text := NULL;
  NEW.html := NULL;
  NEW.unsubscribe_url := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER emails_settled BEFORE UPDATE OF status ON emails
  FOR EACH ROW WHEN (NEW.status IN ('sent', 'failed')) EXECUTE FUNCTION forget_what_it_said();

-- Addresses that get no mail, and why. Under a fingerprint, so that the list shows nobody's address and outlives accounts.
CREATE TABLE suppressions (
  id uuid PRIMARY KEY,
  address_fingerprint text NOT NULL,
  masked_address text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('hard-bounce', 'complaint', 'refused-recipient')),
  detail text NOT NULL,
  suppressed_at timestamptz NOT NULL,
  lifted_at timestamptz
);
CREATE UNIQUE INDEX suppressions_in_force ON suppressions (address_fingerprint) WHERE lifted_at IS NULL;
CREATE INDEX suppressions_by_time ON suppressions (suppressed_at DESC, id DESC);
