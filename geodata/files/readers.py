"""How each kind of cell is read."""

from collections.abc import Mapping

from geodata.campaign.schema import Kind
from geodata.files import cells
from geodata.files.cells import Reader
from geodata.files.coordinates import coordinate_reader
from geodata.files.dates import read_end, read_time
from geodata.files.options import ReadOptions
from geodata.files.pairs import read_pair
from geodata.files.sessions import date_reader, read_pairs, session_reader
from geodata.files.wages import read_wage, read_wages


def readers_of(options: ReadOptions, *, epoch_1904: bool, projected: bool) -> Mapping[Kind, Reader]:
    """
    The reader of each kind of cell.

    Parameters
    ----------
    epoch_1904
        Whether bare numbers that stand for days count from 1904 on.
    projected
        Whether coordinates are metres.
    """
    return {
        Kind.TEXT: cells.read_text,
        Kind.DISTRICT: cells.read_text,
        Kind.ID: cells.read_id,
        Kind.ADCODE: cells.read_adcode,
        Kind.LON: coordinate_reader("lon", projected=projected),
        Kind.LAT: coordinate_reader("lat", projected=projected),
        Kind.POINT: read_pair,
        Kind.DATE: date_reader(options.year, epoch_1904=epoch_1904),
        Kind.TIME: read_time,
        Kind.END: read_end,
        Kind.HOURS: read_pairs,
        Kind.SESSIONS: session_reader(options.year),
        Kind.COUNT: cells.read_count,
        Kind.WAGE: read_wage,
        Kind.WAGES: read_wages,
        Kind.PERSONS: cells.read_persons,
        Kind.STATUS: cells.read_status,
        Kind.GROUP: cells.read_group,
        Kind.SITUATIONS: cells.read_situations,
        Kind.CONDITIONS: cells.read_conditions,
        Kind.LINK: cells.read_link,
        Kind.PHONE: cells.read_phone,
        Kind.FLAG: cells.read_flag,
        Kind.GROUND: cells.read_ground,
    }
