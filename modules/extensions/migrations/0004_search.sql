-- What is found by words: those of the name before those of the labels before those of the description.
CREATE FUNCTION searchable(name text, labels text[], description text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN setweight(to_tsvector('pg_catalog.simple'::regconfig, translate(name, '@/_-', '    ')), 'A')
    || setweight(to_tsvector('pg_catalog.simple'::regconfig, array_to_string(labels, ' ')), 'B')
    || setweight(to_tsvector('pg_catalog.simple'::regconfig, coalesce(description, '')), 'C');

ALTER TABLE extensions
  ADD COLUMN search tsvector GENERATED ALWAYS AS (searchable(name, labels, description)) STORED;
CREATE INDEX extensions_by_words ON extensions USING gin (search);
CREATE INDEX extensions_by_pulls ON extensions (pulls DESC, name);

-- Parts of names are found in any case, and sooner where the server brings trigrams and lets us use them.
DO $$
DECLARE
  place text;
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    SELECT quote_ident(n.nspname) INTO place
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
    EXECUTE format('CREATE INDEX extensions_by_part_of_name ON extensions USING gin (name %s.gin_trgm_ops)', place);
  END IF;
EXCEPTION WHEN insufficient_privilege OR invalid_schema_name OR undefined_file THEN
  RAISE NOTICE 'pg_trgm cannot be used here; parts of names are searched without an index';
END
$$;
