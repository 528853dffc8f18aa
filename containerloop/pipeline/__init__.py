"""The order of one run; decides nothing itself."""
