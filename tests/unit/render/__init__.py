"""A report as JSON, pages, and what --dry-run prints."""
