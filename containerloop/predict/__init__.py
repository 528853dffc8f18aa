"""What would come of a project's connections, worked out from its files alone. Pure."""
