"""What explains a failure: facts, rules, remedies."""
