"""The words of pages and histories: the Fluent files beside this one, Vietnamese first, read once."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from fluent.runtime import FluentBundle, FluentResource

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@cache
def bundle(language: Language) -> Any:
    """Every word of a language, from all its areas but the tablet's, which has a space of names of its own."""
    made = FluentBundle([language], use_isolating=False)
    folder = files("server") / "words" / language
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".ftl") and not file.name.startswith("tablet"):
            made.add_resource(FluentResource(file.read_text("utf-8")))
    return made


def word(language: Language, key: str, **values: Any) -> str:
    """The sentence of a key; raises LookupError for one that is not there, and ValueError for one that lacks a value."""
    words = bundle(language)
    if not words.has_message(key):
        raise LookupError(f"no word {key!r} in {language}")
    text, wrong = words.format_pattern(words.get_message(key).value, values)
    if wrong:
        raise ValueError(f"{key} in {language}: {wrong}")
    return str(text)


def called(language: int, key: str) -> str:
    """The word of a key in the first or second language; empty where there is none (`models.telling.Calls`)."""
    named = LANGUAGES[language]
    return word(named, key) if bundle(named).has_message(key) else ""
