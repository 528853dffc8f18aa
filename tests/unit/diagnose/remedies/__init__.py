"""What is changed, and what is written into which file."""
