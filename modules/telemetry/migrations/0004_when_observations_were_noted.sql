COMMENT ON COLUMN observations.noted_at IS
  'From when on it grows old: of a call when it was made, whatever time it told; of a fact when it happened, so that one that is replayed is forgotten as early as before.';
