"""The probe: its image, its containers, its wire format, its clean-up."""
