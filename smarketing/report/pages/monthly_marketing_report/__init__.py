"""The sections of a report: one module each, one public function per notebook cell.

A section takes the `Report` and returns a `Block`. A new section is a new module here, its texts
and a new cell in a notebook; navigation, workbook and CSVs follow by themselves.
"""
