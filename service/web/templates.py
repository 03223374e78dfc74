"""Templates, filled from the type that says what each of them may hold."""

from collections.abc import Callable, MutableMapping
from dataclasses import fields
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from flask import render_template
from flask.templating import Environment
from jinja2.runtime import Context

from service.words.chinese import mark_names

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PLAIN = frozenset((FunctionType, MethodType))


class QuickContext(Context):
    """What a template knows; it calls functions of ours, two hundred a page, without ado."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *args: object,
        _loop_vars: dict[str, Any] | None = None,
        _block_vars: dict[str, Any] | None = None,
        **kwargs: object,
    ) -> Any:
        """What a function returns; only those that say so want more than they are given."""
        if type(called) in PLAIN and getattr(called, "jinja_pass_arg", None) is None:
            return called(*args, **kwargs)
        return super().call(called, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **kwargs)


class Templates(Environment):
    """Flask's templates, which know what there is to know when they are first read."""

    context_class = QuickContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows of itself, once and for all: each import compares it."""
        return {**self.globals, **(d or {})}


def render(template: str, *contexts: "DataclassInstance") -> str:
    """A page: a template filled with the fields of some contexts, by their names."""
    values = {
        each.name: getattr(context, each.name) for context in contexts for each in fields(context)
    }
    return mark_names(render_template(template, **values))
