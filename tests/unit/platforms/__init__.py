"""Tests of what is said of platforms."""
