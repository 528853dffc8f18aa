"""Addresses in configurations, and where they are written."""
