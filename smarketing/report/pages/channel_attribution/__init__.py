"""The notebook `channel_attribution`, and its section of the monthly report."""
