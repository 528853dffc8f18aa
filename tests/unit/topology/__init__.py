"""Look-ups over a survey."""
