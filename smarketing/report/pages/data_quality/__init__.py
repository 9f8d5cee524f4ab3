"""The page for whoever administers a system: what is recorded as agreed, and what to mend."""
