-- Scripts as runs: a third kind. The columns of a table cannot be checked anew, so the kind becomes another column of the same name.
DROP INDEX runs_in_training;
DROP INDEX runs_watched;
ALTER TABLE runs ADD COLUMN run_kind TEXT NOT NULL DEFAULT 'remote' CHECK (run_kind IN ('training', 'script', 'remote'));
UPDATE runs SET run_kind = kind;
ALTER TABLE runs DROP COLUMN kind;
ALTER TABLE runs RENAME COLUMN run_kind TO kind;
-- Leases that have expired.
CREATE INDEX runs_in_training ON runs (lease_until) WHERE kind <> 'remote' AND state = 'running';
-- Remote runs that promised signs of life.
CREATE INDEX runs_watched ON runs (number)
  WHERE kind = 'remote' AND state = 'running' AND heartbeat_seconds IS NOT NULL AND deleted_at IS NULL;

-- The process of a script: {command, cwd, commit, pid, exitCode, signal}.
ALTER TABLE run_documents ADD COLUMN process TEXT CHECK (json_type(process) = 'object');
-- What a process wrote a line to; NULL where a call logged it.
ALTER TABLE log_lines ADD COLUMN stream TEXT CHECK (stream IN ('stdout', 'stderr'));
