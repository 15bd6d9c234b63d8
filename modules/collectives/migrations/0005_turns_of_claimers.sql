-- Whoever chooses a slug writes their row, so that of two at once the later one sees, or has to look at, what the earlier one took.
CREATE TABLE claimers (user_id text PRIMARY KEY);
