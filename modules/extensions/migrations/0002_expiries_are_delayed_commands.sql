-- Archives that nobody published are removed by a delayed command, which messaging keeps. What was planned here before is
-- forgotten: the archive of a publication that was under way during the change and is never confirmed stays on the disk.
DROP TABLE expiries_attempts;
DROP TABLE expiries;
