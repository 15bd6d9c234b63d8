-- A client that goes takes its keys along.
CREATE INDEX api_keys_client ON api_keys (client_id) WHERE client_id IS NOT NULL;
