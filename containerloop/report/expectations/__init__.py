"""Whether what a team states is so (`verify`): judged from what was observed. Pure."""
