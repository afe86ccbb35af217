-- What people want to be told about the runs of a project.
CREATE TABLE alert_rules (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL UNIQUE,
  project    TEXT    NOT NULL,
  condition  TEXT    NOT NULL CHECK (json_type(condition) = 'object'),
  filter     TEXT    NOT NULL,
  -- With the secrets of webhooks, which answers of the API leave out.
  channels   TEXT    NOT NULL CHECK (json_type(channels) = 'array'),
  enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  -- Runs that ended before this do not concern the rule.
  armed_at   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_rules_by_project ON alert_rules (project, number);

-- A rule that came true for a run. It says so once, until it is not true any more.
CREATE TABLE alerts (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  rule       INTEGER REFERENCES alert_rules (number) ON DELETE SET NULL,
  project    TEXT    NOT NULL,
  run        TEXT    NOT NULL,
  run_name   TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  message    TEXT    NOT NULL,
  step       INTEGER,
  fired_at   INTEGER NOT NULL,
  cleared_at INTEGER,
  seen       INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1))
) STRICT;
-- One at a time, whatever happens in between.
CREATE UNIQUE INDEX alerts_open ON alerts (run, rule) WHERE cleared_at IS NULL AND rule IS NOT NULL;
CREATE INDEX alerts_by_project ON alerts (project, number);
CREATE INDEX alerts_unseen ON alerts (number) WHERE seen = 0;

-- What is sent to whom. `payload` is made once, so that each attempt sends the same.
CREATE TABLE alert_deliveries (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  alert      INTEGER REFERENCES alerts (number) ON DELETE CASCADE,
  rule       INTEGER REFERENCES alert_rules (number) ON DELETE SET NULL,
  project    TEXT    NOT NULL,
  channel    TEXT    NOT NULL CHECK (json_type(channel) = 'object'),
  payload    TEXT    NOT NULL CHECK (json_type(payload) = 'object'),
  status     TEXT    NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  next_at    INTEGER NOT NULL,
  error      TEXT,
  created_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT;
-- What is to be sent next.
CREATE INDEX alert_deliveries_due ON alert_deliveries (next_at) WHERE status = 'waiting';
CREATE INDEX alert_deliveries_by_project ON alert_deliveries (project, number);
CREATE INDEX alert_deliveries_by_alert ON alert_deliveries (alert);
