"""The monthly sales report: one module per section, one public function per notebook cell.

A new section is a module here (`Report` in, `Block` out), its texts in `messages/sales.yml`, a
cell of the notebook and a test; navigation, workbook and CSVs follow by themselves.
"""
