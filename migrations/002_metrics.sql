-- What is known of a run from its batches. `rev` counts them; it is the cursor of live readers.
CREATE TABLE run_activity (
  run          INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
  rev          INTEGER NOT NULL DEFAULT 0,
  sent         INTEGER NOT NULL DEFAULT 0,
  stored       INTEGER NOT NULL DEFAULT 0,
  rewritten    INTEGER NOT NULL DEFAULT 0,
  duplicated   INTEGER NOT NULL DEFAULT 0,
  rejected     INTEGER NOT NULL DEFAULT 0,
  max_step     INTEGER,
  first_time   REAL,
  heartbeat_at INTEGER,
  log_lines    INTEGER NOT NULL DEFAULT 0,
  events       INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The last batch of each writer: what makes a repeated batch change nothing. `crc` is that of its content.
CREATE TABLE writers (
  run      INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  name     TEXT    NOT NULL,
  epoch    INTEGER NOT NULL CHECK (epoch > 0),
  last_seq INTEGER NOT NULL CHECK (last_seq > 0),
  last_crc INTEGER NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

-- Points of accepted batches that are not in chunks yet, in the order they were accepted.
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  run     INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  crc     INTEGER NOT NULL,
  payload BLOB    NOT NULL
) STRICT;
-- Reading a run's points back after a restart, and clearing them once they are in chunks.
CREATE INDEX journal_by_run ON journal (run);

-- A metric of a run. `bucket` sums up its chunks: the top of the pyramid.
CREATE TABLE series (
  id     INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  key    TEXT    NOT NULL,
  bucket BLOB,
  UNIQUE (run, key)
) STRICT;

-- Up to 4,096 neighbouring points: `bucket` sums up the row, `blocks` its 256-point blocks, `data` has the points.
-- A changed chunk is another row with another id, never used before: memory relies on it.
CREATE TABLE chunks (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  series     INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  first_step INTEGER NOT NULL,
  bucket     BLOB    NOT NULL,
  codec      INTEGER NOT NULL,
  crc        INTEGER NOT NULL,
  blocks     BLOB    NOT NULL,
  data       BLOB    NOT NULL
) STRICT;
-- The chunks of a series in order.
CREATE UNIQUE INDEX chunks_by_series ON chunks (series, first_step);

CREATE TABLE log_lines (
  run   INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  id    INTEGER NOT NULL CHECK (id > 0),
  time  REAL    NOT NULL,
  level TEXT    NOT NULL CHECK (level IN ('debug', 'info', 'warn', 'error')),
  step  INTEGER,
  text  TEXT    NOT NULL,
  PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_events (
  run  INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  id   INTEGER NOT NULL CHECK (id > 0),
  kind TEXT    NOT NULL,
  step INTEGER NOT NULL,
  time REAL    NOT NULL,
  text TEXT    NOT NULL,
  PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

-- Names of a run's histograms, and the edges they share.
CREATE TABLE histogram_keys (
  id  INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  key TEXT    NOT NULL,
  UNIQUE (run, key)
) STRICT;

CREATE TABLE histogram_edges (
  id   INTEGER PRIMARY KEY,
  run  INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  hash BLOB    NOT NULL,
  data BLOB    NOT NULL,
  UNIQUE (run, hash)
) STRICT;

CREATE TABLE histograms (
  key   INTEGER NOT NULL REFERENCES histogram_keys (id) ON DELETE CASCADE,
  step  INTEGER NOT NULL,
  edges INTEGER,
  data  BLOB    NOT NULL,
  PRIMARY KEY (key, step)
) STRICT, WITHOUT ROWID;
