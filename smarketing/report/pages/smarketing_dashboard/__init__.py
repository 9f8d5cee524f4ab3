"""The notebook `smarketing_dashboard`: both teams' page of the day.

A new section is a module here (`Report` and the day's data in, `Block` out), its texts in
`messages/dashboard.yml`, a cell of the notebook and a test; the rest follows by itself.
"""
