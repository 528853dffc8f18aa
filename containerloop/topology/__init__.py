"""Look-ups over a survey: who owns a name, an address, a port, and where an address leads. Pure."""
