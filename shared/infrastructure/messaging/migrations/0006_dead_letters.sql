-- What an operator does with dead letters.
--   archived  given up for good: no dead letter any more, and its key goes on without it
ALTER TABLE deliveries
  DROP CONSTRAINT deliveries_state_check,
  ADD CONSTRAINT deliveries_state_check
    CHECK (state IN ('retry', 'waiting', 'parked', 'skipped', 'archived', 'done')),
  -- Attempts that were made before the last redrive: each redrive gets the whole budget of attempts again.
  ADD COLUMN attempts_before integer NOT NULL DEFAULT 0,
  -- The row as it was read, when an operator has replaced the data in `raw`.
  ADD COLUMN raw_as_read text,
  ADD COLUMN edited_at timestamptz,
  ADD COLUMN archived_at timestamptz,
  -- The job that redrove it last: what dies again is not redriven a second time by the same job.
  ADD COLUMN redrive uuid;

-- Counts and groups are read from here without touching the rows, which are wide.
CREATE INDEX deliveries_dead_groups ON deliveries (subscription, type, error_class, state, last_failed_at)
  WHERE state IN ('parked', 'skipped');

-- Redrives of many dead letters: jobs that a worker carries on, and another one when that dies. Letters that give up after
-- the job was started are none of its business.
CREATE TABLE redrives (
  id uuid PRIMARY KEY,
  -- The filter; null is no condition. Times are those of the last failure, the second one excluded.
  subscription text,
  type text,
  error_class text,
  since timestamptz,
  until timestamptz,
  -- Deliveries a second at the most; null is no limit.
  rate integer CHECK (rate > 0),
  -- How many there were at the start, and how many run again since.
  total integer NOT NULL,
  done integer NOT NULL DEFAULT 0,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
  -- Every letter that failed for the last time before this has been come to.
  reached timestamptz NOT NULL DEFAULT '-infinity',
  -- Who carries it on, and until when by the database's clock.
  owner text,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  started_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX redrives_running ON redrives (started_at) WHERE state = 'running';
