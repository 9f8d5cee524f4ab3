"""For whoever develops this: tests, style and what a run costs."""
