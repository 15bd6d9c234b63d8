-- What consumers did, in the order in which they did it.
CREATE TABLE entries (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription text NOT NULL,
  event_id uuid NOT NULL,
  key text NOT NULL,
  number integer NOT NULL
);
