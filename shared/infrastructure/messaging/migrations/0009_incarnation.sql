-- A server that crashes may forget the newest ticks, which are not flushed by themselves. A worker that had read past one
-- without writing anything still stands behind it, and the tick that takes its place can hold facts that it has not seen.
-- This table is not logged, so a crash empties it: whatever was taken before is not the holder's any more.
CREATE UNLOGGED TABLE incarnation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id uuid NOT NULL DEFAULT gen_random_uuid()
);

-- What the server's memory is called since it last lost it.
CREATE FUNCTION incarnation() RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
  found uuid;
BEGIN
  SELECT id INTO found FROM messaging.incarnation;
  IF found IS NULL THEN
    INSERT INTO messaging.incarnation DEFAULT VALUES ON CONFLICT DO NOTHING;
    SELECT id INTO found FROM messaging.incarnation;
  END IF;
  RETURN found;
END $$;

-- The one in which a lane was taken; its cursor moves in no other.
ALTER TABLE subscriptions ADD COLUMN incarnation uuid;
