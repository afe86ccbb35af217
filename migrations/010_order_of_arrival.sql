-- Runs are in the order in which they came, by `number`, whatever the clock said then.
-- The runs of one project, newest first.
CREATE INDEX runs_of_project ON runs (project, number) WHERE deleted_at IS NULL;
-- Remote runs that promised signs of life.
CREATE INDEX runs_watched ON runs (number)
  WHERE kind = 'remote' AND state = 'running' AND heartbeat_seconds IS NOT NULL AND deleted_at IS NULL;
