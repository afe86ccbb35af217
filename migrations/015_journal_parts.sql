-- Points of a batch that is too large for one short transaction, written ahead of its acceptance and a part at a time. The
-- row of the journal that accepts the batch names it; parts of a batch that no row names were never accepted.
CREATE TABLE journal_parts (
  id      INTEGER PRIMARY KEY,
  batch   INTEGER NOT NULL,
  crc     INTEGER NOT NULL,
  payload BLOB    NOT NULL
) STRICT;
-- Reading the parts of a batch in order, and clearing them.
CREATE INDEX journal_parts_by_batch ON journal_parts (batch);

ALTER TABLE journal ADD COLUMN batch INTEGER;
-- Which batches were accepted.
CREATE INDEX journal_by_batch ON journal (batch) WHERE batch IS NOT NULL;
