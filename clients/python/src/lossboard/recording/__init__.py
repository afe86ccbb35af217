"""From what a script logs to batches."""
