"""The report: its values, and how it is concluded. Pure."""
