"""Texts of the reports: a YAML file per topic, each text in every language, same placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from markupsafe import Markup

from smarketing.text.yaml_files import read_own_yaml

LANGUAGES = ("es", "en")
# Keys of column headings whose numbers are shares of one.
RATE_COLUMNS = re.compile(
    r"column\w*[._](\w+_)?(rate|share|precision|recall|chance|calibration_error)(_\w+)?$"
)


@cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Return a language's texts, flat: `section.key` to a text or to its plural forms."""
    return {key: languages[language] for key, languages in _texts().items()}


@cache
def _texts() -> dict[str, dict[str, str | dict[str, str]]]:
    """Read all topics: `section.key`, which belongs to one file, to its text in each language."""
    return {
        f"{section}.{key}": languages
        for path in sorted(Path(__file__).parent.glob("*.yml"))
        for section, texts in read_own_yaml(path).items()
        for key, languages in texts.items()
    }


@cache
def rate_names(language: str) -> frozenset[str]:
    """Return the headings of columns that hold rates."""
    texts = catalogue(language).items()
    return frozenset(str(text) for key, text in texts if RATE_COLUMNS.search(key))


@dataclass(frozen=True)
class Messages:
    """The texts of one language.

    A text is a `str.format` template. One with the forms `one` and `other` is chosen by `count`,
    which the text may name too.
    """

    language: str

    def _template(self, key: str, count: float | None) -> str:
        template = catalogue(self.language)[key]
        if isinstance(template, str):
            return template
        if count is None:
            raise KeyError(f"{key} needs count=")
        form = Locale.parse(self.language).plural_form(count)
        return template.get(form, template["other"])

    def text(self, key: str, /, *, count: float | None = None, **values: object) -> str:
        """Return a plain text, to be escaped in HTML. KeyError for an unknown key."""
        return self._template(key, count).format(count=count, **values)

    def html(self, key: str, /, *, count: float | None = None, **values: object) -> Markup:
        """Return a text as HTML: tags of the template stay, values are escaped."""
        return Markup(self._template(key, count)).format(count=count, **values)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has `key`."""
        return key in catalogue(self.language)
