"""What holds for any text at all and for any generated project."""
