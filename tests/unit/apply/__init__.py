"""Changes written into files: the characters, the refusals, all of it or nothing."""
