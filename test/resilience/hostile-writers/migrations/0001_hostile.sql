-- The aggregates: whoever writes facts of a key holds its row. `version` counts the facts that committed.
CREATE TABLE aggregates (
  key text PRIMARY KEY,
  version integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The change that each fact tells of; in the transaction of the fact.
CREATE TABLE changes (
  key text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  PRIMARY KEY (key, version)
);

-- What the consumers did, in the order in which they did it. Nothing here refuses a repetition.
CREATE TABLE effects (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription text NOT NULL,
  event_id uuid NOT NULL,
  key text NOT NULL,
  version integer NOT NULL,
  worker text NOT NULL
);
