"""Settings: dbt seeds that people edit as CSV or in a workbook, checked cell by cell."""

from smarketing.settings.effective import Settings, effective_settings
from smarketing.settings.workbook import write_workbook

__all__ = ["Settings", "effective_settings", "write_workbook"]
