-- Runs whose points after a step are being removed, a few series at a time: what a crash interrupts is finished after the next start.
CREATE TABLE cuts (
  run  INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL
) STRICT;
