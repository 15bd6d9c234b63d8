-- What the probe's consumers did: one row per effect, in the order of the effects.
CREATE TABLE effects (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL,
  subscription text NOT NULL,
  key text NOT NULL,
  detail text NOT NULL
);
CREATE TABLE parcels (
  id text PRIMARY KEY,
  status text NOT NULL,
  version integer NOT NULL
);
