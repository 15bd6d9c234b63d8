-- A collective that ends takes its invites along, and a person the memory of having been imported.
CREATE INDEX invites_collective ON invites (collective_id);
CREATE INDEX admissions_person ON admissions (user_id);
