"""Validation of the raw entities with Great Expectations, in a process of its own.

`start()` before loading, `read()` when the build file is filled, `result()` when the verdict is
needed: the seconds that the library takes to import pass while files load and models build.
"""

from smarketing.validation.page import page_html
from smarketing.validation.process import Validator, start
from smarketing.validation.result import CheckResult, ValidationResult, results_rows

__all__ = ["CheckResult", "ValidationResult", "Validator", "page_html", "results_rows", "start"]
