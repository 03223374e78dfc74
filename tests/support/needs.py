"""What an installed package declares that it needs, and an environment that holds just that."""

from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def needs(package: Distribution, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """What a package declares for this machine, with these of its extras."""
    for each in map(Requirement, package.requires or ()):
        if each.marker is None or any(each.marker.evaluate({"extra": e}) for e in ("", *extras)):
            yield each


def all_needs(package: Distribution) -> dict[str, Distribution]:
    """What a package needs, what that needs and so on, as it is installed here."""
    found: dict[str, Distribution] = {}
    waiting, seen = [*needs(package)], set()
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        if (name, *need.extras) not in seen:
            seen.add((name, *need.extras))
            found[name] = distribution(name)
            waiting.extend(needs(found[name], need.extras))
    return found


def place_links(package: Distribution, libraries: Path) -> None:
    """Put what a package installed among the libraries of another environment, as links."""
    for file in set(package.files or ()):  # some records name a file twice
        if ".." not in file.parts:
            link = libraries / file
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file.locate())
