"""Settings: dbt seeds that people edit as CSV or in a workbook, checked cell by cell."""

from smarketing.settings.effective import Settings, effective_settings
from smarketing.settings.variables import check_vars
from smarketing.settings.workbook import write_workbook

__all__ = ["Settings", "check_vars", "effective_settings", "write_workbook"]
