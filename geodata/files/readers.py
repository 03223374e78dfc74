"""How each kind of cell is read."""

from collections.abc import Mapping

from geodata.campaign.schema import Kind
from geodata.cells import values
from geodata.cells.coordinates import coordinate_reader
from geodata.cells.dates import day_reader, read_end, read_time
from geodata.cells.pairs import read_pair
from geodata.cells.sessions import date_reader, read_pairs, session_reader
from geodata.cells.values import Reader
from geodata.files.options import ReadOptions
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
        Kind.TEXT: values.read_text,
        Kind.DISTRICT: values.read_text,
        Kind.ID: values.read_id,
        Kind.ADCODE: values.read_adcode,
        Kind.LON: coordinate_reader("lon", projected=projected),
        Kind.LAT: coordinate_reader("lat", projected=projected),
        Kind.POINT: read_pair,
        Kind.DATE: date_reader(options.year, epoch_1904=epoch_1904),
        Kind.DAY: day_reader(options.year, epoch_1904=epoch_1904),
        Kind.TIME: read_time,
        Kind.END: read_end,
        Kind.HOURS: read_pairs,
        Kind.SESSIONS: session_reader(options.year),
        Kind.COUNT: values.read_count,
        Kind.WAGE: read_wage,
        Kind.WAGES: read_wages,
        Kind.PERSONS: values.read_persons,
        Kind.AMOUNT: values.read_amount,
        Kind.STATUS: values.read_status,
        Kind.GROUP: values.read_group,
        Kind.SITUATIONS: values.read_situations,
        Kind.CONDITIONS: values.read_conditions,
        Kind.LINK: values.read_link,
        Kind.PHONE: values.read_phone,
        Kind.FLAG: values.read_flag,
        Kind.GROUND: values.read_ground,
    }
