"""
What is the same for all the apps that one run of the tests makes, made once.

Nearly every test of the service makes an app of its own: most of what that takes are its templates,
static files and addresses, of which a server makes one set.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from service.web import assets


class Compiled(BytecodeCache):
    """What has been compiled, by the template and its source."""

    def __init__(self) -> None:
        self.code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.code


def in_common(build: Callable[..., Any]) -> Callable[..., Any]:
    """What writes the addresses of a rule, made once for all that it depends on."""
    known: dict[tuple[object, ...], Any] = {}

    def of(rule: Rule, *unknown: bool) -> Any:
        key = rule.rule, *rule._trace, str(rule.defaults), *unknown
        if key not in known:
            known[key] = build(rule, *unknown)
        return known[key]

    return of


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all apps have these in common."""
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
    patch.setattr(Rule, "_compile_builder", in_common(Rule._compile_builder))
    patch.setattr(assets, "static_files", cache(assets.static_files))
    patch.setattr(assets, "planner_tools", cache(assets.planner_tools))
