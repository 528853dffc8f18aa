"""The report, before it is text or JSON."""
