-- A mail that a transaction promised, and what became of it.
CREATE TABLE emails (
  -- The e-mail log id, made of the fact and the template: the same fact asks for a mail once.
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  template_key text NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  -- Present as long as the mail has to be sent.
  text text,
  html text,
  message_id text NOT NULL UNIQUE,
  occurred_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX emails_due ON emails (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX emails_in_flight ON emails (leased_until) WHERE status = 'sending';
CREATE INDEX emails_by_time ON emails (occurred_at DESC, id DESC);
CREATE INDEX emails_by_recipient ON emails (lower(recipient), occurred_at DESC, id DESC);

CREATE TABLE emails_attempts (
  intent_id uuid NOT NULL REFERENCES emails (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- A settled mail is never sent again, so nothing may keep what it said: there may be a token in it. A trigger, because
-- it must happen in the statement that settles, whoever settles.
CREATE FUNCTION forget_what_it_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.text := NULL;
  NEW.html := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER emails_settled BEFORE UPDATE OF status ON emails
  FOR EACH ROW WHEN (NEW.status IN ('sent', 'failed', 'unknown')) EXECUTE FUNCTION forget_what_it_said();

-- The mailbox of programs without a mail server: what would have gone out.
CREATE TABLE captured_mail (
  message_id text PRIMARY KEY,
  sender text NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  html text NOT NULL,
  captured_at timestamptz NOT NULL
);
