-- How a training was steered while it ran: settings by the first step taken with them. Going on and reproducing repeat it.
ALTER TABLE run_documents ADD COLUMN steering TEXT NOT NULL DEFAULT '[]' CHECK (json_type(steering) = 'array');
-- The run that this one repeats, to compare them point by point: {run, kernels, dataDigest, lastStep}.
ALTER TABLE run_documents ADD COLUMN reproduces TEXT CHECK (json_type(reproduces) = 'object');
-- Copies of a run.
CREATE INDEX run_documents_reproducing ON run_documents (reproduces ->> '$.run') WHERE reproduces IS NOT NULL;

-- The order of the queue: higher priorities first, among equals by place. Where nobody moved a run, its place is its number.
ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN place INTEGER;
DROP INDEX runs_waiting;
-- The queue.
CREATE INDEX runs_waiting ON runs (priority DESC, coalesce(place, number)) WHERE state = 'queued' AND deleted_at IS NULL;

-- How many runs are trained at once, as it was set while a server ran that had been started with `configured`.
CREATE TABLE worker_count (
  only       INTEGER PRIMARY KEY CHECK (only = 1),
  count      INTEGER NOT NULL CHECK (count >= 0),
  configured INTEGER NOT NULL
) STRICT;
