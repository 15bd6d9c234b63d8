-- Requests that were sent with an Idempotency-Key, for 24 hours. Neither key nor caller can be read here.
CREATE TABLE idempotent_requests (
  -- A keyed digest of the caller and the Idempotency-Key.
  key bytea PRIMARY KEY,
  -- A keyed digest of method, address and body.
  request bytea NOT NULL,
  -- Who works on it: what lost its claim may not commit.
  claim uuid NOT NULL,
  claimed_at timestamptz NOT NULL,
  -- Null while the request is in work. Opens with the Idempotency-Key, which only its caller has.
  answer bytea,
  -- Where in the log the effects end; known after the commit.
  position text
);
CREATE INDEX idempotent_requests_by_age ON idempotent_requests (claimed_at);

-- How many requests came from whom in the current window. After a crash everybody begins anew.
CREATE UNLOGGED TABLE request_counts (
  -- A keyed digest of the quota and of whom it is for.
  bucket bytea PRIMARY KEY,
  window_start timestamptz NOT NULL,
  requests integer NOT NULL
);
