-- What people write about a project, which need not have runs: it outlives them.
CREATE TABLE projects (
  name         TEXT    PRIMARY KEY,
  description  TEXT    NOT NULL DEFAULT '',
  -- The view that its pages open with. A view that is deleted is not one any more.
  default_view TEXT    REFERENCES documents (id) ON DELETE SET NULL,
  updated_at   INTEGER NOT NULL
) STRICT;

-- Views (JSON, shared/view.ts) and reports (Markdown) of projects. `revision` counts the changes of one.
CREATE TABLE documents (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL UNIQUE,
  kind       TEXT    NOT NULL CHECK (kind IN ('view', 'report')),
  project    TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  content    TEXT    NOT NULL CHECK (kind <> 'view' OR json_type(content) = 'object'),
  revision   INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- The documents of a project.
CREATE INDEX documents_by_project ON documents (project, kind, name);
-- A view is chosen by its name.
CREATE UNIQUE INDEX views_by_name ON documents (project, name) WHERE kind = 'view';

-- What documents were before their latest changes.
CREATE TABLE document_revisions (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  document   INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  revision   INTEGER NOT NULL CHECK (revision > 0),
  name       TEXT    NOT NULL,
  content    TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (document, revision)
) STRICT;

-- The projects list: counts by state, and what happened last.
CREATE INDEX runs_of_projects ON runs (project, state, created_at, started_at, ended_at) WHERE deleted_at IS NULL;
