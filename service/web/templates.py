"""Templates, filled from the type that says what each of them may hold."""

from dataclasses import fields
from typing import TYPE_CHECKING

from flask import render_template

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def render(template: str, *contexts: "DataclassInstance") -> str:
    """A template filled with the fields of some contexts, by their names."""
    values = {
        each.name: getattr(context, each.name) for context in contexts for each in fields(context)
    }
    return render_template(template, **values)
