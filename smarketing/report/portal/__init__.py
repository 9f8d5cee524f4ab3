"""The portal: the list of everything in the folder of reports, and how the runs went."""

from smarketing.report.portal.page import write_portal

__all__ = ["write_portal"]
