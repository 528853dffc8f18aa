"""The map of a project: who reaches which server, by which address. Pure."""
