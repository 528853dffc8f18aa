"""Tests of `facts.parsers`."""
