-- What operators did. Ids, names and numbers, never the data of a fact.
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  -- `operator`, or the id of the user who has the operator's rights.
  actor text NOT NULL,
  action text NOT NULL,
  -- What it was done to, as JSON: filters, ids, settings.
  about text NOT NULL,
  -- How many things it was done to.
  count integer NOT NULL,
  trace_id text
);
