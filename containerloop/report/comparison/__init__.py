"""Two snapshots side by side: what each says, and what differs. Pure."""
