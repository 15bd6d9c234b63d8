-- How many facts a message announces, so that nobody has to read them all.
ALTER TABLE posts ADD COLUMN announces integer NOT NULL DEFAULT 0;
UPDATE posts p SET announces = (
  SELECT count(*) FROM announcements a WHERE a.message_id = p.message_id AND a.announcement IS NOT NULL);
ALTER TABLE posts ALTER COLUMN announces DROP DEFAULT;

-- What a message names are the first that are left.
DROP INDEX announcements_by_message;
CREATE INDEX announcements_by_message ON announcements (message_id, occurred_at, event_id) WHERE announcement IS NOT NULL;

-- Calls to one channel are made one after the other; channels do not wait for each other.
ALTER TABLE amendments ADD COLUMN channel text;
UPDATE amendments a SET channel = p.channel FROM posts p WHERE p.id = a.post_id;
ALTER TABLE amendments ALTER COLUMN channel SET NOT NULL;
DROP INDEX posts_by_channel;
CREATE INDEX posts_by_channel ON posts (channel, next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX posts_in_flight_by_channel ON posts (channel) WHERE status = 'sending';
CREATE INDEX amendments_by_channel ON amendments (channel, next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX amendments_in_flight_by_channel ON amendments (channel) WHERE status = 'sending';

-- What is old is found by its age, wherever it stands.
CREATE INDEX announcements_by_age ON announcements (occurred_at);
