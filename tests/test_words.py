"""Every word that a page, a report or a method card shows exists in Russian."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages import pofile

import geo
import layers
import reports.assets
import reports.paper.parks

ROOT = Path(__file__).resolve().parents[1]
MARKS = {"_", "say", "gettext", "msg", "said"}
PLURAL_MARKS = {"plural", "ngettext"}
SAID = ("geo", "layers", "reports", "ui")
PLACEHOLDER = re.compile(r"{(\w*)[^}]*}")


def catalogues():
    for path in sorted((ROOT / "locale/ru/LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            yield path.name, pofile.read_po(file, locale="ru", abort_invalid=True)


def catalogue():
    return [message for _, messages in catalogues() for message in messages]


def bare(word: str) -> str:
    """Give a text without its placeholders."""
    return re.sub(PLACEHOLDER, "", word)


def called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Call):  # translator(lang)("...")
        function = function.func
    return getattr(function, "attr", getattr(function, "id", ""))


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def marked_words() -> dict[str, str]:
    """Words inside `_()` and its like, with the place where they stand."""
    words = {}
    for room in ("ui", "reports", "layers", "geo"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = called(node)
                wanted = node.args[:1] if name in MARKS else []
                wanted = node.args[:2] if name in PLURAL_MARKS else wanted
                for argument in wanted:
                    for word in literals(argument):
                        if word not in {"en", "ru"} and re.search("[A-Za-z]", bare(word)):
                            words[word] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return words


def known_words() -> dict[str, str]:
    known = {}
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for one in filter(None, ids):
            known[one] = "" if message.fuzzy or not all(texts) else " ".join(texts)
    return known


def test_words_are_found_at_all():
    assert len(marked_words()) > 60


def test_every_word_has_its_russian():
    known = known_words()
    missing = {word: place for word, place in marked_words().items() if not known.get(word)}
    assert not missing, "\n".join(f"{place}: {word}" for word, place in missing.items())


def test_every_name_of_an_input_has_its_russian():
    names = {
        node.args[1].value
        for path in (ROOT / "geo").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and called(node) in {"require", "checked_numbers"}
        and isinstance(node.args[1], ast.Constant)
    }
    assert {"demand", "network"} <= names
    assert not names - set(known_words())


def unsaid(path: Path) -> list[str]:
    """Errors of a module whose message is a bare text, which no language but English can say."""
    errors = {
        name for room in (geo, layers, reports.assets, reports.paper.parks) for name in dir(room)
    }
    errors = {name for name in errors if name.endswith("Error")}
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        noted = called(node) in {"add", "check"} and len(node.args) > 1
        noted = noted and getattr(node.args[-2], "id", "") in errors
        message = node.args[-1:] if noted else node.args[:1] if called(node) in errors else []
        if message and isinstance(message[0], ast.JoinedStr | ast.Constant):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_errors_are_made_by_said():
    converted = [path for room in SAID for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(converted) > 40
    found = [place for path in converted for place in unsaid(path)]
    assert not found, f"write the message as said('... {{name}} ...', name=...): {found}"


def test_an_unsaid_error_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "bad.py"
    path.write_text(
        'raise FileError(f"no {x}")\nraise CrsError("no")\nraise CrsError(said("no"))\n'
    )
    assert unsaid(path) == ["bad.py:1", "bad.py:2"]


def test_russian_is_written_in_russian():
    for word, text in known_words().items():
        if re.search("[a-z]{3}", bare(word)):
            assert re.search("[а-яё]", text.lower()) or text == word, (word, text)


def test_errors_have_no_word_of_english_in_russian():
    """Names stand in backticks; what was typed and what a file is called comes in a placeholder."""
    for name, messages in catalogues():
        for message in messages if name.startswith("errors") else []:
            text = re.sub("`[^`]*`", "", bare(message.string))
            assert not re.search("[A-Za-z]", text) or not message.id, message.string


def test_each_word_stands_in_one_catalogue():
    owners = {}
    for name, messages in catalogues():
        for message in filter(lambda one: one.id, messages):
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            owners.setdefault(key, []).append(name)
    assert not {key: names for key, names in owners.items() if len(names) > 1}


def test_every_word_of_a_catalogue_is_said_somewhere():
    said = {
        node.value
        for room in ("geo", "layers", "reports", "ui")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not set(known_words()) - said


def test_placeholders_are_kept():
    for message in catalogue():
        if isinstance(message.id, str) and message.id:
            wanted = set(PLACEHOLDER.findall(message.id))
            assert set(PLACEHOLDER.findall(message.string)) == wanted, message.id
