"""The notebook `contact_attempt_curve`."""
