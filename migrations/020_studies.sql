-- Searches for the best values of some settings (JSON, shared/studies/study.ts).
CREATE TABLE studies (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL UNIQUE,
  project    TEXT    NOT NULL,
  spec       TEXT    NOT NULL CHECK (json_type(spec) = 'object'),
  state      TEXT    NOT NULL CHECK (state IN ('running', 'paused', 'finished', 'stopped')),
  reason     TEXT,
  -- Time that counts for its budget, in milliseconds.
  spent_ms   INTEGER NOT NULL DEFAULT 0 CHECK (spent_ms >= 0),
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,
  -- Kept for a while, so that it can be brought back.
  deleted_at INTEGER
) STRICT;
-- The studies of a project, the newest first.
CREATE INDEX studies_by_project ON studies (project, number) WHERE deleted_at IS NULL;

-- The trials of studies. Values are stored, with what they were chosen by, before their run is launched.
CREATE TABLE trials (
  study       INTEGER NOT NULL REFERENCES studies (number) ON DELETE CASCADE,
  number      INTEGER NOT NULL CHECK (number > 0),
  run         TEXT    NOT NULL,
  trial_values TEXT  NOT NULL CHECK (json_type(trial_values) = 'object'),
  informed_by INTEGER NOT NULL CHECK (informed_by >= 0 AND informed_by < number),
  state       TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'pruned', 'failed', 'stopped')),
  value       REAL,
  -- Where the pruner stopped it, or would have: {report, value, limit, peers}.
  cut         TEXT    CHECK (json_type(cut) = 'object'),
  reason      TEXT,
  steps       INTEGER NOT NULL DEFAULT 0,
  saved_steps INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  PRIMARY KEY (study, number)
) STRICT;
-- The trial of a run that changed.
CREATE UNIQUE INDEX trials_by_run ON trials (run);
-- What goes on after a restart.
CREATE INDEX trials_open ON trials (study) WHERE state IN ('waiting', 'running');
