"""From files of any system to typed raw tables.

`load` fills schema raw of a DuckDB file, `describe` says what a folder would load,
`draft_mapping` writes a first mapping.yml for a file no system knows.
"""

from smarketing.loading.describe import describe, draft_mapping
from smarketing.loading.loader import load
from smarketing.loading.progress import FileReport, LoadResult

__all__ = ["FileReport", "LoadResult", "describe", "draft_mapping", "load"]
