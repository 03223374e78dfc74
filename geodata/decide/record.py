"""An answer with the names of its positions, as programs read it."""

from collections.abc import Sequence

from geodata.optimum.problem import Assignment, SitingAnswer, SitingProblem


def record_of(
    problem: SitingProblem,
    answer: SitingAnswer,
    demand_ids: Sequence[str],
    venue_ids: Sequence[str],
) -> dict[str, object]:
    """
    An answer as plain values that JSON can hold.

    Parameters
    ----------
    demand_ids, venue_ids
        The names of the positions of demand points and venues.
    """
    record: dict[str, object] = {
        "model": problem.model.value,
        "status": answer.status.value,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "chosen": [venue_ids[at] for at in answer.chosen.tolist()],
        "persons": answer.persons,
        "persons_reached": answer.persons_reached,
        "persons_unreachable": answer.persons_unreachable,
        "unreachable": [demand_ids[at] for at in answer.unreachable.tolist()],
        "sentences": [str(sentence) for sentence in answer.sentences],
    }
    if answer.persons_twice is not None:
        record["persons_twice"] = answer.persons_twice
    if answer.kappa is not None:
        record["kappa"] = answer.kappa
    if answer.assignment is not None:
        record["assignment"] = assignment_rows(answer.assignment, demand_ids, venue_ids)
    return record


def assignment_rows(
    assignment: Assignment, demand_ids: Sequence[str], venue_ids: Sequence[str]
) -> list[dict[str, object]]:
    """Who goes where, by name."""
    columns = (assignment.demand_at, assignment.venue_at, assignment.persons)
    return [
        {"demand_id": demand_ids[demand], "venue_id": venue_ids[venue], "persons": persons}
        for demand, venue, persons in zip(*(each.tolist() for each in columns), strict=True)
    ]
