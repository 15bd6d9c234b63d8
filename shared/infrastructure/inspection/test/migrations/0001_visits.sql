-- Who came, in the order of the log.
CREATE TABLE visits (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username text NOT NULL
);
