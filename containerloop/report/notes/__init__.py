"""Sentences printed beside the answer; never a cause. Pure."""
