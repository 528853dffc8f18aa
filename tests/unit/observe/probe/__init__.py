"""The probe: its program, its wire format, its life."""
