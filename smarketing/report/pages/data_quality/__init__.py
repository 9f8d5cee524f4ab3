"""The page for whoever administers a system: what is recorded as agreed, and what to mend.

A new section is a module here (`Report` and system in, `Block` out), its texts in
`messages/administrator.yml`, a cell of the notebook and a test; the rest follows by itself.
"""
