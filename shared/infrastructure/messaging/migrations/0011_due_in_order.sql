-- Retries come off the index in the order in which they run, however many are due at the same time, and whatever other logs
-- the subscription reads.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (subscription, log, bucket, due_at, tick, pos) WHERE state = 'retry';
