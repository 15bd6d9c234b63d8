-- A tick is not flushed by itself: what readers of the same cluster do with it lies behind it in the server's own log. A
-- reader in another cluster could keep a cursor beyond a tick that a crash takes back, so for those it is flushed. To be
-- called behind messaging.tick(), in its transaction: by then it sees every reader that was there before the tick's lock.
CREATE FUNCTION flush_for_readers() RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  IF EXISTS (SELECT FROM messaging.readers) THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;
