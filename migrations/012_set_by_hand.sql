-- What somebody set about a metric of a project. NULL: as the name of the metric suggests.
CREATE TABLE metric_settings (
  project TEXT NOT NULL,
  metric  TEXT NOT NULL,
  goal    TEXT CHECK (goal IN ('min', 'max', 'none')),
  unit    TEXT,
  PRIMARY KEY (project, metric),
  CHECK (goal IS NOT NULL OR unit IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- The colour that somebody gave a run, which then has it everywhere; NULL: `color`, which gives way to others.
ALTER TABLE runs ADD COLUMN own_color INTEGER CHECK (own_color BETWEEN 0 AND 1023);
