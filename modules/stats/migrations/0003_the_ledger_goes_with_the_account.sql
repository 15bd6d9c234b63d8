-- Lines of the ledger never change, and go with the account only: they say who did what when.
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  gone boolean;
BEGIN
  EXECUTE format('SELECT username IS NULL FROM %I.accounts WHERE user_id = $1', TG_TABLE_SCHEMA)
    INTO gone USING OLD.user_id;
  IF gone THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'score_grants is append-only: lines go with the account of their person, and otherwise stay. Correct a balance by a further grant.';
END $$;

DROP TRIGGER score_grants_are_final ON score_grants;
CREATE TRIGGER score_grants_are_final BEFORE UPDATE OR TRUNCATE ON score_grants
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER score_grants_stay BEFORE DELETE ON score_grants
  FOR EACH ROW EXECUTE FUNCTION refuse_removal();

DELETE FROM score_grants USING accounts
WHERE accounts.user_id = score_grants.user_id AND accounts.username IS NULL;
UPDATE accounts SET total = 0, grants = 0, pulls = 0, has_published = false, allowances_used = '{}', platforms = '{}'
WHERE username IS NULL;
