-- The runs that were forked from a run, or started with its weights: lineage, and counts in lists of runs.
CREATE INDEX runs_by_parent ON runs (parent_run, number) WHERE parent_run IS NOT NULL AND deleted_at IS NULL;
