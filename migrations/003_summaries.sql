-- Names of metrics, over all runs.
CREATE TABLE metric_names (
  id   INTEGER PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE
) STRICT;

-- What each series sums up to, side by side over all runs: what filters and sorts runs by their metrics.
-- A number that is not finite is NULL here. At most a few seconds behind the series itself.
CREATE TABLE summaries (
  metric     INTEGER NOT NULL REFERENCES metric_names (id),
  run        INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  last       REAL,
  last_step  INTEGER NOT NULL,
  min        REAL,
  max        REAL,
  mean       REAL,
  count      INTEGER NOT NULL,
  non_finite INTEGER NOT NULL,
  PRIMARY KEY (metric, run)
) STRICT, WITHOUT ROWID;
-- Forgetting a run.
CREATE INDEX summaries_by_run ON summaries (run);
