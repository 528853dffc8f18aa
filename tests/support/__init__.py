"""Worlds made by hand, recorded snapshots, stand-in engines, sample reports."""
