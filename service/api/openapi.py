"""What the JSON API takes and gives, as OpenAPI 3.1 says it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Flask, Response, request

from service.api.answers import PROBLEM
from service.api.parameters import FAIR_ID, Json, Parameter, Schema
from service.api.rules import MEANING, Rule
from service.arguments import Arguments

P = ParamSpec("P")
View = Callable[P, Response]

REFUSED = "A parameter cannot be used"
UNANSWERED = {"503": "There is no campaign to ask."}
NOT_FOUND = {"404": "There is nothing of that id."}
PATH_SCHEMAS: Mapping[str, Schema] = {
    "fair_id": {"type": "string", "pattern": FAIR_ID},
    "adcode": {"type": "string", "pattern": "^[0-9]{6}$"},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What one view takes, refuses and gives."""

    parameters: Sequence[Parameter]
    rules: Sequence[Rule]
    media: str
    schema: Schema

    def to_dict(self, *, found_by_id: bool = False) -> dict[str, Json]:
        """Parameters, refusals and responses as OpenAPI has them."""
        told: dict[str, Json] = {"parameters": [p.to_dict() for p in self.parameters]}
        if self.rules:
            told["x-refusals"] = [rule.to_dict() for rule in self.rules]
        return told | {"responses": self.responses(found_by_id=found_by_id)}

    def responses(self, *, found_by_id: bool) -> dict[str, Json]:
        """Responses by status."""
        problem: Json = {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
        also = "".join(f" {rule.description}" for rule in self.rules)
        refusals = {"400": f"{REFUSED}.{also}"} | UNANSWERED
        if found_by_id:
            refusals |= NOT_FOUND
        return {
            "200": {"description": "The answer.", "content": {self.media: {"schema": self.schema}}},
            **{code: {"description": why, "content": problem} for code, why in refusals.items()},
        }


OPERATIONS: dict[str, Operation] = {}


def takes(
    *parameters: Parameter, rules: Sequence[Rule] = (), media: str, schema: Schema
) -> Callable[[Callable[Concatenate[Arguments, P], Response]], View[P]]:
    """
    Give a view its arguments, refuse all others, and say so in the API's description.

    Parameters
    ----------
    parameters
        All that the view knows.
    rules
        What refuses values that their schemas allow.
    media, schema
        Content type and JSON Schema of its answer.
    """
    known = tuple(each.name for each in parameters)

    def decorate(view: Callable[Concatenate[Arguments, P], Response]) -> View[P]:
        OPERATIONS[f"get_api_{view.__name__}"] = Operation(parameters, rules, media, schema)

        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
            return view(Arguments.strict(request.args, known), *args, **kwargs)

        return answer

    return decorate


def describe(app: Flask) -> None:
    """Have an APIFlask app describe its operations in full."""

    # APIFlask's own type of a document, too: it is filled in place.
    def complete(spec: dict[str, Any]) -> dict[str, Any]:
        spec["info"]["description"] = MEANING.replace("\n", " ")
        for path in spec["paths"].values():
            operation = OPERATIONS[path["get"]["operationId"]]
            placed = [p for p in path["get"].get("parameters", ()) if p["in"] == "path"]
            path["parameters"] = [p | {"schema": PATH_SCHEMAS[p["name"]]} for p in placed]
            path["get"] |= operation.to_dict(found_by_id=bool(placed))
        spec.setdefault("components", {})["schemas"] = {"Problem": PROBLEM}
        return spec

    app.config["AUTO_OPERATION_ID"] = True
    app.spec_callback = complete  # type: ignore[attr-defined]
