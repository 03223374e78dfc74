"""A campaign of seven weeks with a fair a day, so small that its pages cost half of the demo's."""

from datetime import date, timedelta

from stores import small_campaign

from geodata.campaign.campaign import Campaign

FIRST, NUMBER = date(2027, 3, 13), 49
# The first fairs have a place each; the others share three.
APART = [(106.15 + 0.3 * n, 29.2 + 0.3 * (n % 3)) for n in range(6)]
SHARED = [(106.4, 29.85), (107.1, 29.15), (104.5, 30.5)]
PERSONS = (1000, 400, 300, 9000, 120)


def fair(day: int) -> dict[str, object]:
    """The fair of a day, counted from the first."""
    lon, lat = APART[day] if day < len(APART) else SHARED[day % len(SHARED)]
    when = (FIRST + timedelta(day)).isoformat()
    return {"name": f"第{day + 1}场", "lon": lon, "lat": lat, "date": when}


def weeks_campaign() -> Campaign:
    """People over three districts of two regions, some of them far from every fair."""
    demand = [
        (lon + across / 10, lat + up / 10, PERSONS[(3 * across + up) % len(PERSONS)])
        for lon, lat in ((106, 29), (107, 29), (104, 30))
        for across in (1, 3, 5, 7, 9)
        for up in (1, 3, 5, 7, 9)
    ]
    made_up = ("fairs", "employers", "openings", "demand")
    fairs = [fair(day) for day in range(NUMBER)]
    offers = [{"employer_id": "e2", "fair_id": "f2", "headcount": 5}]
    return small_campaign(demand=demand, fairs=fairs, openings=offers, illustrative=made_up)
