"""Frozen values, and the parsers that make them."""
