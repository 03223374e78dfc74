"""Templates, filled from the type that says what each of them may hold."""

from dataclasses import fields
from typing import TYPE_CHECKING

from flask import render_template

from service.words.chinese import marked

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def render(template: str, *contexts: "DataclassInstance") -> str:
    """A page: a template filled with the fields of some contexts, by their names."""
    values = {
        each.name: getattr(context, each.name) for context in contexts for each in fields(context)
    }
    return marked(render_template(template, **values))
