"""What is there before anything is measured."""
