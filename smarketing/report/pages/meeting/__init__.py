"""The notebook `meeting`: the packs of the two standing meetings, and the weekly updates.

A section takes the `Report` and returns a `Block`.
"""
