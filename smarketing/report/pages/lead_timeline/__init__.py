"""The notebook `lead_timeline`."""
