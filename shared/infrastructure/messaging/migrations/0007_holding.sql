-- Goes out with COMMIT, so it has to fail by itself when a lane is no longer its worker's: nothing may commit then.
CREATE FUNCTION assert_held(lanes bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF lanes <> 1 THEN
    RAISE EXCEPTION 'the lane is not where its worker left it' USING ERRCODE = 'BW001';
  END IF;
END $$;
