"""What must be true on Podman, through Docker's API: 4.3 and 5.4, with and without root."""
