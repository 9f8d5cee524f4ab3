"""The notebook `smarketing_dashboard`: both teams' page of the day.

A section takes the `Report` and the day's data and returns a `Block`.
"""
