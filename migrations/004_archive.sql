-- Kept, but out of the way: an archived run is left out of the list until it is asked for.
ALTER TABLE runs ADD COLUMN archived_at INTEGER;
