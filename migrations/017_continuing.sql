-- How a training goes on after its process ended.
-- `crashes` counts attempts in a row that ended with their process and began at the same step, `began_at`; before
-- `ready_at`, in milliseconds of the clock for leases, the run is not claimed again.
ALTER TABLE runs ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN began_at INTEGER;
ALTER TABLE runs ADD COLUMN ready_at INTEGER NOT NULL DEFAULT 0;

-- What a training begins with, where that is another run's state: {run, step, mode}.
ALTER TABLE run_documents ADD COLUMN start TEXT CHECK (json_type(start) = 'object');
