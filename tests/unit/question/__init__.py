"""TARGET and --from, as typed."""
