"""Each rep's worklist: a page and a workbook, also shown by the notebook `worklist`."""
