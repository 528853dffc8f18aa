"""The expectations that a project's files state."""
