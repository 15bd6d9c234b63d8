-- Commands that a context has asked to be carried out at a later time. Written with the change that asks for it; the row
-- is taken away in the transaction of its effect.
CREATE TABLE delayed_commands (
  id uuid PRIMARY KEY,
  context text NOT NULL,
  command text NOT NULL,
  -- What it is about: there is one of a command and key at a time.
  key text NOT NULL,
  payload text NOT NULL,
  -- Correlation, causation and trace of whoever asked, as JSON.
  headers text NOT NULL,
  -- By the application's clock.
  due_at timestamptz NOT NULL,
  -- Counts how often it was asked for, so that a command that asks for itself again is not taken away with its first run.
  revision integer NOT NULL DEFAULT 1,
  --   waiting  runs at due_at
  --   dead     gave up; an operator may let it run again
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  redrives integer NOT NULL DEFAULT 0,
  error_class text,
  error_message text,
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  -- Trace context of the last failed attempt.
  traceparent text,
  UNIQUE (context, command, key)
);
CREATE INDEX delayed_commands_due ON delayed_commands (context, due_at) WHERE state = 'waiting';
CREATE INDEX delayed_commands_dead ON delayed_commands (last_failed_at) WHERE state = 'dead';
