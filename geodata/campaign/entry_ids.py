"""What calendars know fairs by: an id for each session, the same for ever and nobody else's."""

from dataclasses import dataclass

from geodata.campaign.sessions import Session

HOST = "fairreach"


@dataclass(frozen=True, slots=True)
class EntryIds:
    """
    How the entries of a database's fairs are called, after RFC 7986 5.3.

    Parameters
    ----------
    namespace
        What tells this database from every other, for bureaus number their fairs alike.
    earlier
        Ids of fairs that calendars have known without it; they keep their names.
    """

    namespace: str = ""
    earlier: frozenset[str] = frozenset()

    def of(self, fair_id: str, further: Session | None = None) -> str:
        """
        The id of a session's entry.

        Parameters
        ----------
        further
            One behind the fair's first; the first, or only one, is called by the fair alone.
        """
        named = fair_id
        if further is not None:  # no id of a fair holds a full stop
            begins = "T".join(filter(None, further.begins))
            named = f"{fair_id}.{begins.replace('-', '').replace(':', '')}"
        known = not self.namespace or fair_id in self.earlier
        return f"{named}@{HOST}" if known else f"{named}@{self.namespace}.{HOST}"
