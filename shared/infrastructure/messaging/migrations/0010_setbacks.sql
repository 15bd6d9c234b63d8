-- Cursors only go forward: no program moves one back, and a replay reads with cursors of its own. One that was moved by hand
-- has soon caught up, and nothing else would tell that its facts were delivered twice. So it is noted, and the doctor tells.
CREATE TABLE setbacks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription text NOT NULL,
  log uuid NOT NULL,
  bucket integer NOT NULL,
  from_tick bigint NOT NULL,
  from_pos bigint NOT NULL,
  to_tick bigint NOT NULL,
  to_pos bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The database's user, and what the session said it was.
  moved_by text NOT NULL DEFAULT session_user,
  program text NOT NULL DEFAULT current_setting('application_name')
);

CREATE FUNCTION note_setback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO messaging.setbacks (subscription, log, bucket, from_tick, from_pos, to_tick, to_pos)
  VALUES (OLD.name, OLD.log, OLD.bucket, OLD.tick, OLD.pos, NEW.tick, NEW.pos);
  RETURN NULL;
END $$;

CREATE TRIGGER subscriptions_setback AFTER UPDATE OF tick, pos ON subscriptions
  FOR EACH ROW WHEN ((NEW.tick, NEW.pos) < (OLD.tick, OLD.pos)) EXECUTE FUNCTION note_setback();
