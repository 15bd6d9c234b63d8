-- What handlers leave behind.
CREATE TABLE effects (
  n bigint NOT NULL,
  consumer text NOT NULL
);
