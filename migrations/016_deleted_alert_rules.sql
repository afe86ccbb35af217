-- A rule that was deleted is kept for a while, so that it can be brought back with the secrets of its webhooks.
ALTER TABLE alert_rules ADD COLUMN deleted_at INTEGER;
