-- Every request of an operator that may change something, whatever module answers it.
ALTER TABLE audit ADD COLUMN route text;
-- The path that it was sent to.
ALTER TABLE audit ADD COLUMN target text;
-- `done`, `refused` or `failed`.
ALTER TABLE audit ADD COLUMN outcome text NOT NULL DEFAULT 'done';
-- Of the problem that it was refused with.
ALTER TABLE audit ADD COLUMN code text;
-- Not every deed is done to a number of things.
ALTER TABLE audit ALTER COLUMN count DROP NOT NULL;
