"""The notebook `mql_definition`, and its section of the monthly report."""
