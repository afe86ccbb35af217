-- A run in training belongs to the agent that claimed it until `lease_until`, in milliseconds of the clock for leases;
-- 0 where nobody holds one. `stop_asked` is the reason that its agent is to stop it for.
ALTER TABLE runs ADD COLUMN lease_owner TEXT;
ALTER TABLE runs ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN stop_asked TEXT CHECK (json_type(stop_asked) = 'object');
-- Leases that have expired.
CREATE INDEX runs_in_training ON runs (lease_until) WHERE kind = 'training' AND state = 'running';
