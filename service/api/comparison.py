"""Two states compared, for programs and for the map."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from geodata.campaign.changes import KINDS
from geodata.errors import QueryRefused
from service.api import answers, rules
from service.api.map_layers import QUERY, VERSION, WINDOW
from service.api.openapi import takes
from service.api.parameters import COMPARISON
from service.arguments import Arguments
from service.comparison.compared import Compared
from service.comparison.states import AGAINST, against_of, side_of
from service.web.caching import JSON, to_json, with_etag

blueprint = APIBlueprint("comparison", __name__, tag="fairreach")


@blueprint.get("/api/v1/comparison")
@takes(
    *COMPARISON,
    rules=rules.COMPARISON,
    media=JSON,
    schema=answers.COMPARISON,
    operation="get_comparison_comparison",
)
def comparison(args: Arguments) -> Response:
    """A state less the one that is held against it: who gains and who loses, by district."""
    compared = comparison_of(args)
    return answer("comparison", compared, compared.found.to_dict)


@blueprint.get("/map/compared.json")
@blueprint.doc(hide=True)
def map_layer() -> Response:
    """The districts of the present state, each with what is different."""
    known = (*QUERY, *WINDOW, *KINDS, *VERSION, AGAINST)
    compared = comparison_of(Arguments.strict(request.args, known))
    rows = compared.found.after.to_dict()["districts"]
    return answer("map compared", compared, lambda: {"districts": compared.rows(rows)})


def comparison_of(args: Arguments) -> Compared:
    """
    The two states that are asked for.

    Raises
    ------
    QueryRefused
        If either cannot be used, or none is held.
    """
    compared = Compared.of(against_of(args), side_of(args))
    if compared is None:
        raise QueryRefused(AGAINST, None, "is missing")
    return compared


def answer(name: str, compared: Compared, make: Callable[[], Any]) -> Response:
    """What was made of two states; nothing is kept but their own two answers."""
    held, now = compared.held, compared.now
    key = (name, *((each.query, each.query.window(each.campaign)) for each in (held, now)))
    return with_etag(
        now.campaign,
        key,
        lambda: Response(to_json(make()), content_type=JSON),
        held.campaign,
    )
