"""One file for each rule: when it fires, what only resembles it, its remedies."""
