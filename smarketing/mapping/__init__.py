"""Drafts a mapping.yml for files that no system knows, from what their cells hold."""

from smarketing.mapping.draft import draft_mapping

__all__ = ["draft_mapping"]
