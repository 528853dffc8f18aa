"""The terminal report, part by part. Pure."""
