"""From what was logged to what the server acknowledged."""
