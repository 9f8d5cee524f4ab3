"""Texts say everything the code asks for in both languages, with the same values in it."""

import re
from pathlib import Path
from string import Formatter as Template

import pytest
import yaml

import smarketing.report
from smarketing.report.frame.messages import LANGUAGES, Messages, catalogue, read_topics

PACKAGE = Path(smarketing.report.__file__).parent
MESSAGES = PACKAGE / "frame" / "messages"
CALL = re.compile(r"""\.(?:text|html)\(\s*"([\w.]+)"\s*[,)]""")
COLUMN = re.compile(r"""report\.column\("(\w+)"\)|\bcolumn\("(\w+)"\)""")
TAG = re.compile(r"<[^>]+>")


# Counts and credits say what happened, not what made it happen.
CAUSAL = re.compile(
    r"\b(trajo|trajeron|gener[óo]|generaron|produjo|produjeron|caus[óo]|causaron|gracias a|debido a"
    r"|brought|brings|drove|drives|caused|produced|thanks to|because of|due to)\b",
    re.IGNORECASE,
)


def forms(text):
    return text.values() if isinstance(text, dict) else [text]


def fields(text):
    found = {name for form in forms(text) for _, name, _, _ in Template().parse(form) if name}
    # English may not need the number where Spanish agrees with it.
    return found - {"count"}


@pytest.mark.parametrize(
    "text",
    [
        "es: Respuestas",
        "Respuestas",
        "{one: respuesta, other: respuestas}",
        "{es: Respuestas, en: Answers, fr: Réponses}",
    ],
)
def test_a_text_without_one_of_the_languages_is_refused_by_file_and_key(tmp_path, text):
    path = tmp_path / "answers.yml"
    path.write_text(f"answers:\n  label: {{es: Etiqueta, en: Label}}\n  heading:\n    {text}\n")
    with pytest.raises(ValueError, match=r"answers\.yml: answers\.heading needs es and en"):
        read_topics(tmp_path)


def test_a_key_of_two_files_is_refused(tmp_path):
    for name in ("answers", "calls"):
        (tmp_path / f"{name}.yml").write_text("nav:\n  answers: {es: Respuestas, en: Answers}\n")
    with pytest.raises(ValueError, match=r"calls\.yml: nav\.answers stands in answers\.yml too"):
        read_topics(tmp_path)


def test_no_key_stands_twice_in_a_file():
    for path in MESSAGES.glob("*.yml"):
        root = yaml.compose(path.read_text(encoding="utf-8"))
        for mapping in [root, *(value for _, value in root.value)]:
            keys = [key.value for key, _ in mapping.value]
            assert len(keys) == len(set(keys)), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_claims_a_cause(language):
    texts = catalogue(language)
    assert len(texts) > 200
    causal = {
        key: form for key, text in texts.items() for form in forms(text) if CAUSAL.search(form)
    }
    assert causal == {}


def test_the_same_values_go_into_both_languages():
    spanish, english = catalogue("es"), catalogue("en")
    differing = [key for key in spanish if fields(spanish[key]) != fields(english[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_texts_have_both_forms_and_no_text_is_empty(language):
    for key, text in catalogue(language).items():
        if isinstance(text, dict):
            assert set(text) == {"one", "other"}, key
        assert all(isinstance(form, str) and form.strip() for form in forms(text)), key


def test_every_key_the_code_names_is_in_the_catalogue():
    named = set()
    for path in PACKAGE.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        named |= set(CALL.findall(code))
        named |= {f"column.{one or other}" for one, other in COLUMN.findall(code)}
    assert len(named) > 100
    assert sorted(named - set(catalogue("es"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_only_the_markup_the_pages_know(language):
    tags = {
        tag
        for text in catalogue(language).values()
        for form in forms(text)
        for tag in TAG.findall(form)
    }
    assert tags <= {"<b>", "</b>", "<br>", "</a>", '<a href="#calidad">', '<a href="#limites">'}


def test_values_are_escaped_and_plurals_chosen():
    spanish = Messages("es")
    html = spanish.html("summary.leads_only", Month="<i>", leads="1 lead", target_clause="")
    assert "<b>1 lead</b>" in html
    assert "&lt;i&gt;" in html
    assert spanish.text("unit.days", count=1, days="1") == "1 día"
    assert spanish.text("unit.days", count=2, days="2") == "2 días"
    with pytest.raises(KeyError, match="count"):
        spanish.text("unit.days", days="2")


def test_a_number_keeps_its_percent_sign_beside_it():
    texts = [str(text) for text in catalogue("es").values()]
    assert [text for text in texts if re.search(r"\d %", text)] == []
