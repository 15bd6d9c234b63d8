-- Accounts that are gone, as hashes of their ids: somebody who is not known may also have just signed up.
CREATE TABLE departed (person bytea PRIMARY KEY);
