"""Who relies on what, and what to look at from where."""
