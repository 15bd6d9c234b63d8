-- What no longer serves is removed by its age.
CREATE INDEX invites_ended ON invites (expires_at) WHERE status <> 'pending';
CREATE INDEX invite_mails_sent ON invite_mails (sent_at);
