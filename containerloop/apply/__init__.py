"""Changes written into files of the user's: nothing else writes there."""
