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
    return read_topics(Path(__file__).parent)


def read_topics(folder: Path) -> dict[str, dict[str, str | dict[str, str]]]:
    """Return the texts of a folder's topics: `section.key` to its text in each language.

    Raises ValueError, which names file and key, for a text that lacks a language and for a key
    that two files have: which of them a page shows would hang on the files' names.
    """
    read: dict[str, tuple[str, dict]] = {}
    for path in sorted(folder.glob("*.yml")):
        for section, texts in read_own_yaml(path).items():
            for name, languages in texts.items():
                key = f"{section}.{name}"
                if not isinstance(languages, dict) or set(languages) != set(LANGUAGES):
                    raise ValueError(f"{path.name}: {key} needs {' and '.join(LANGUAGES)}")
                if key in read:
                    raise ValueError(f"{path.name}: {key} stands in {read[key][0]} too")
                read[key] = path.name, languages
    return {key: languages for key, (_, languages) in read.items()}


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
