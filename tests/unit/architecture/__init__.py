"""What holds for every module, every rule, every page and the wheel."""
