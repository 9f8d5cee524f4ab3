"""Reads YAML: the project's own, and what people write, where each fault becomes one sentence.

In theirs words stay words: `no` and `sí` are texts, and so is a date, possible or not; only `true`
and `false` are yes and no.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from smarketing.errors import DataRefused
from smarketing.text.words import shown

MAXIMUM_BYTES = 1 << 20
# Values once every alias is written out; a file of a few lines can stand for billions.
MAXIMUM_VALUES = 100_000


# libyaml's, where PyYAML was built with it: ten times as fast
_OWN_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_own_yaml(path: Path) -> Any:
    """Return the document of a YAML file of the project, which needs no checks."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_OWN_LOADER)


def _plain(base: type) -> type:
    """Return a loader without dates, and without yes, no, on and off as truth values."""
    loader = type("PlainLoader", (base,), {})
    loader.yaml_implicit_resolvers = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
        ]
        for first, resolvers in base.yaml_implicit_resolvers.items()
    }
    truths = re.compile("true|True|TRUE|false|False|FALSE")
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", truths, list("tTfF"))
    return loader


_PlainLoader, _OwnPlainLoader = _plain(yaml.SafeLoader), _plain(_OWN_LOADER)


def read_own_words(path: Path) -> Any:
    """Return a YAML file of the project in which words stay words, as people's do."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_OwnPlainLoader)


def read_yaml(path: Path, where: str) -> Any:
    """Return the document of a YAML file; `where` names the file in the refusal.

    Raises DataRefused if the file can't be opened, is not YAML, is no text, names a key twice, or
    grows without measure once its aliases are written out.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataRefused(
            f"{where} can't be opened ({error.strerror}); let the person who runs this read it."
        ) from None
    if len(content) > MAXIMUM_BYTES:
        raise DataRefused(
            f"{where} is larger than {MAXIMUM_BYTES >> 20} MB; write no data into it."
        )
    try:
        loader = _PlainLoader(content.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}, ()) > MAXIMUM_VALUES:
            raise DataRefused(
                f"{where} holds more than {MAXIMUM_VALUES:,} values once its aliases (*name) are "
                "written out; write the values themselves."
            )
        _refuse_repeated_keys(node, where, set())
        return loader.construct_document(node)
    except UnicodeDecodeError:
        raise DataRefused(f"{where} is not UTF-8 text; save it as UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        problem = shown(str(getattr(error, "problem", None) or "it holds odd signs"), 200)
        raise DataRefused(
            f"{where} is not valid YAML{line}: {problem}; correct the line, or put the text there "
            "in quotes."
        ) from None
    except RecursionError:
        raise DataRefused(f"{where} is nested too deeply; write it with fewer brackets.") from None
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        what = shown(str(error), 120)
        raise DataRefused(
            f"{where} holds a value that can't be read ({what}); put it in quotes."
        ) from None


def _size(node: yaml.Node, known: dict[int, int], above: tuple[int, ...]) -> int:
    """Return how many values a node stands for; an alias inside itself stands for endless ones."""
    if id(node) in above:
        return MAXIMUM_VALUES + 1
    if id(node) not in known:
        children = []
        if isinstance(node, yaml.SequenceNode):
            children = node.value
        elif isinstance(node, yaml.MappingNode):
            children = [part for pair in node.value for part in pair]
        inside = (*above, id(node))
        known[id(node)] = 1 + sum(_size(child, known, inside) for child in children)
    return known[id(node)]


def _refuse_repeated_keys(node: yaml.Node, where: str, seen: set[int]) -> None:
    """Refuse a key that stands twice in one place: the library would take the last one unseen."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeated_keys(child, where, seen)
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[tuple[str, str], int] = {}
    for key, value in node.value:
        # merges (`<<`) add up, so that nothing is lost of two
        if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
            name, line = (key.tag, key.value), key.start_mark.line + 1
            if name in lines:
                first = lines[name]
                at = f"at line {first} and again at line {line}"
                raise DataRefused(
                    f"{where}: `{shown(key.value, 60)}` stands twice, "
                    f"{at if first != line else f'both times at line {line}'}; keep one of them."
                )
            lines[name] = line
        _refuse_repeated_keys(value, where, seen)
