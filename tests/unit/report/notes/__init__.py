"""Sentences printed beside the answer."""
