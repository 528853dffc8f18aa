"""What a rule may name as a parameter: one derived fact per file."""
