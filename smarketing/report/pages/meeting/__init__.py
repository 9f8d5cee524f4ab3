"""The notebook `meeting`: the packs of the two standing meetings, and the weekly updates.

A new section is a module here (`Report` in, `Block` out), its texts in `messages/meeting.yml`, a
cell of the notebook and a test; navigation, workbook and CSVs follow by themselves.
"""
