"""The team's networking page: its parts as values, made of one snapshot. Pure."""
