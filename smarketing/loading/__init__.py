"""From files of any system to typed raw tables.

`load` fills schema raw of a DuckDB file, `describe` says what a folder would load.
"""

from smarketing.loading.describe import describe
from smarketing.loading.loader import load
from smarketing.loading.progress import FileReport, LoadResult

__all__ = ["FileReport", "LoadResult", "describe", "load"]
