"""What the JSON API takes and gives, as OpenAPI 3.1 says it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from flask import Flask, Response, request

from service.api.answers import PROBLEM
from service.api.parameters import FAIR_ID, Parameter, Schema
from service.api.rules import MEANING, Rule
from service.arguments import Arguments
from service.jobs.job import Json
from service.web.caching import JSON

P = ParamSpec("P")
View = Callable[P, Response]

REFUSED = "A parameter cannot be used"
UNANSWERED = {"503": "There is no campaign to ask."}
FOREIGN = {"403": "It was sent by a page of another site."}
NOT_FOUND = {"404": "There is nothing of that id."}
PATH_SCHEMAS: Mapping[str, Schema] = {
    "fair_id": {"type": "string", "pattern": FAIR_ID},
    "adcode": {"type": "string", "pattern": "^[0-9]{6}$"},
    "job_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}
METHODS = ("get", "post", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """What one view takes, refuses and gives."""

    parameters: Sequence[Parameter]
    rules: Sequence[Rule]
    media: str
    schema: Schema
    body: Schema | None = None
    status: int = 200
    refusals: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self, *, found_by_id: bool = False) -> dict[str, Json]:
        """Parameters, refusals and responses as OpenAPI has them."""
        told: dict[str, Json] = {"parameters": [p.to_dict() for p in self.parameters]}
        if self.rules:
            told["x-refusals"] = [rule.to_dict() for rule in self.rules]
        if self.body is not None:
            content: Json = {JSON: {"schema": self.body}}
            told["requestBody"] = {"required": True, "content": content}
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
        refusals |= self.refusals
        answer: dict[str, Json] = {"content": {self.media: {"schema": self.schema}}}
        if self.status == HTTPStatus.ACCEPTED:
            where: Json = {"description": "Where to ask for it.", "schema": {"type": "string"}}
            answer["headers"] = {"Location": where}
        return {
            str(self.status): {"description": "The answer.", **answer},
            **{code: {"description": why, "content": problem} for code, why in refusals.items()},
        }


OPERATIONS: dict[str, Operation] = {}


def takes(
    *parameters: Parameter,
    rules: Sequence[Rule] = (),
    media: str,
    schema: Schema,
    operation: str = "",
    **more: Any,
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
    operation
        The name of the operation, where it is not that of a ``get`` of the usual blueprint.
    more
        What else `Operation` takes.
    """
    known = tuple(each.name for each in parameters)

    def decorate(view: Callable[Concatenate[Arguments, P], Response]) -> View[P]:
        named = operation or f"get_api_{view.__name__}"
        OPERATIONS[named] = Operation(parameters, rules, media, schema, **more)

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
            for method in [each for each in METHODS if each in path]:
                operation = OPERATIONS[path[method]["operationId"]]
                placed = [p for p in path[method].pop("parameters", ()) if p["in"] == "path"]
                path["parameters"] = [p | {"schema": PATH_SCHEMAS[p["name"]]} for p in placed]
                path[method] |= operation.to_dict(found_by_id=bool(placed))
        spec.setdefault("components", {})["schemas"] = {"Problem": PROBLEM}
        return spec

    app.config["AUTO_OPERATION_ID"] = True
    app.spec_callback = complete  # type: ignore[attr-defined]
