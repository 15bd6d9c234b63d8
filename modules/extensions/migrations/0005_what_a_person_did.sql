-- An account that is deleted is looked for in all of these.
CREATE INDEX extensions_author ON extensions (author_user_id);
CREATE INDEX extensions_yanker ON extensions (yanked_by) WHERE yanked_by IS NOT NULL;
CREATE INDEX versions_yanker ON versions (yanked_by) WHERE yanked_by IS NOT NULL;
