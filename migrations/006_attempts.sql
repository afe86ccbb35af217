-- The fencing number of a run counts its attempts: the name says so, and `epoch` stays the word for a pass over the data.
ALTER TABLE runs RENAME COLUMN epoch TO attempt;
ALTER TABLE writers RENAME COLUMN epoch TO attempt;
