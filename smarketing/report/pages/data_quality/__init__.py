"""The page for whoever administers a system: what is recorded as agreed, and what to mend."""

from smarketing.report.pages.data_quality.records import duplicates, mend
from smarketing.report.pages.data_quality.score import completeness, named, score
from smarketing.report.pages.data_quality.totals import totals
from smarketing.report.pages.data_quality.words import cells, words

__all__ = ["cells", "completeness", "duplicates", "mend", "named", "score", "totals", "words"]
