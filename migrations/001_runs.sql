-- A run as a row. `number` is its short name inside this file and never used twice.
CREATE TABLE runs (
  number            INTEGER PRIMARY KEY AUTOINCREMENT,
  id                TEXT    NOT NULL UNIQUE,
  kind              TEXT    NOT NULL CHECK (kind IN ('training', 'remote')),
  project           TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  run_group         TEXT,
  job_type          TEXT,
  tags              TEXT    NOT NULL CHECK (json_type(tags) = 'array'),
  state             TEXT    NOT NULL
    CHECK (state IN ('queued', 'running', 'paused', 'finished', 'failed', 'stopped', 'crashed')),
  reason            TEXT    CHECK (json_type(reason) = 'object'),
  seed              INTEGER,
  parent_run        TEXT,
  fork_step         INTEGER CHECK (fork_step >= 0),
  created_by        TEXT,
  color             INTEGER NOT NULL CHECK (color >= 0),
  total_steps       INTEGER CHECK (total_steps > 0),
  heartbeat_seconds INTEGER CHECK (heartbeat_seconds > 0),
  epoch             INTEGER NOT NULL CHECK (epoch >= 0),
  created_at        INTEGER NOT NULL,
  started_at        INTEGER,
  ended_at          INTEGER,
  deleted_at        INTEGER,
  -- Name, id, group, tags and notes in lower case, a line each: what a search by text looks through.
  search            TEXT    NOT NULL
) STRICT;

-- Apart from `runs`, so that filtering a hundred thousand runs does not read their settings.
CREATE TABLE run_documents (
  run    INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
  notes  TEXT    NOT NULL,
  config TEXT    NOT NULL CHECK (json_type(config) = 'object'),
  job    TEXT    CHECK (json_type(job) = 'object')
) STRICT;

-- The runs list in its usual order.
CREATE INDEX runs_by_creation ON runs (created_at, number) WHERE deleted_at IS NULL;
-- The projects list, and the runs of one project.
CREATE INDEX runs_by_project ON runs (project, created_at) WHERE deleted_at IS NULL;
-- The queue.
CREATE INDEX runs_waiting ON runs (created_at, number) WHERE state = 'queued' AND deleted_at IS NULL;
