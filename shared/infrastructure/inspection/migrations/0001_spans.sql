-- Ended spans, for looking at traces without a back end. Unlogged: writing one costs no write-ahead log, and a crash of
-- the server empties the table. What must survive lies in the log of facts.
CREATE UNLOGGED TABLE spans (
  -- Order of arrival; the table is pruned from its low end.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  trace_id text NOT NULL,
  span_id text NOT NULL,
  parent_id text,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('internal', 'server', 'client', 'producer', 'consumer')),
  -- The process that made it, and the context in it.
  service text NOT NULL,
  context text,
  -- Nanoseconds since 1970.
  started bigint NOT NULL,
  ended bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('unset', 'ok', 'error')),
  -- JSON as text, which costs the server less than jsonb.
  attributes text NOT NULL,
  links text NOT NULL,
  -- Drawn out of the attributes and links, to be found by. Linked traces are those other than the span's own.
  event_id text,
  correlation_id text,
  linked_traces text[],
  PRIMARY KEY (trace_id, span_id)
);
CREATE UNIQUE INDEX spans_by_arrival ON spans (seq);
CREATE INDEX spans_by_event ON spans (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX spans_by_correlation ON spans (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX spans_by_linked_trace ON spans USING gin (linked_traces) WHERE linked_traces IS NOT NULL;
