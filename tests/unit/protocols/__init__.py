"""What to say to a server, and what its reply means."""
