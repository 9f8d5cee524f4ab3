"""Errors that people read: one clear sentence, and the exit code that says whose turn it is."""


class SmarketingError(Exception):
    """Something failed; the message says what and what to do."""

    exit_code = 1


class DataRefused(SmarketingError):  # noqa: N818 -- it says what happened
    """The data or settings were refused; the message names file, row, column and remedy."""

    exit_code = 2
