-- Rows that are over are found by when they were.
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
CREATE INDEX email_verifications_expires_at_idx ON email_verifications (expires_at);
CREATE INDEX password_resets_expires_at_idx ON password_resets (expires_at);
