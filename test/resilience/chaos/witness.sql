-- What the siege writes down for itself, beside the pipeline and without asking it.
CREATE SCHEMA witness;

-- The log as its writers numbered it.
CREATE VIEW witness.logged AS
SELECT f.id, f.type, f.key, split_part(mark, ' ', 1)::int AS version, split_part(mark, ' ', 2) AS deed
FROM messaging.facts f
CROSS JOIN LATERAL (SELECT data::json AS d) parsed
CROSS JOIN LATERAL (SELECT coalesce(d ->> 'grantId', d ->> 'badgeId', d ->> 'from', d ->> 'displayName') AS mark) marked;

-- The log as a reader met it that kept its place in the same database.
CREATE TABLE witness.readings (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  id uuid NOT NULL
);

-- Every write to a subscription's row that committed, in order: the row is locked while its move is numbered.
CREATE TABLE witness.moves (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  subscription text NOT NULL,
  bucket integer NOT NULL,
  owner text,
  epoch bigint NOT NULL,
  tick bigint NOT NULL,
  pos bigint NOT NULL
);
CREATE INDEX ON witness.moves (xid);

CREATE FUNCTION witness.note_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness.moves (subscription, bucket, owner, epoch, tick, pos)
  VALUES (NEW.name, NEW.bucket, NEW.owner, NEW.epoch, NEW.tick, NEW.pos);
  RETURN NULL;
END $$;
CREATE TRIGGER witnessed AFTER INSERT OR UPDATE ON messaging.subscriptions
  FOR EACH ROW EXECUTE FUNCTION witness.note_move();

-- Touched by the unrelated transaction.
CREATE TABLE witness.elsewhere (n integer NOT NULL);
