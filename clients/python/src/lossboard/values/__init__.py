"""What a script may pass, in the forms that the protocol carries."""
