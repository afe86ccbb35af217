"""What the client uses of the process that it runs in."""
