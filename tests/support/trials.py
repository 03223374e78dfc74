"""Changes of a plan that a page tries: made, waited for, and read from it."""

from urllib.parse import parse_qsl, urlsplit

PLACE = """
    id => {
        const frame = fairreach.current.all.find(({ fairs }) =>
            fairs.all.some(({ fair_id }) => fair_id === id));
        const { lat, lon } = frame.fairs.all.find(({ fair_id }) => fair_id === id);
        const { x, y } = frame.ground.node.getBoundingClientRect();
        const point = frame.ground.map.latLngToContainerPoint([lat, lon]);
        return [x + point.x, y + point.y];
    }
"""
ALONE = """
    () => fairreach.current.fairs.dots.filter(({ fairs, at }) =>
        fairs.length === 1 && fairs[0].status !== "cancelled" && fairreach.current.ground.map
            .getBounds().pad(-0.25).contains(at)).map(({ fairs }) => fairs[0].fair_id)
"""
EMPTY = """
    () => {
        const { map, node } = fairreach.current.ground;
        const { x, y, width, height } = node.getBoundingClientRect();
        const dots = fairreach.current.fairs.dots.map(({ at }) => map.latLngToContainerPoint(at));
        for (let across = 0.35; across < 0.7; across += 0.02) {
            for (let down = 0.4; down < 0.8; down += 0.02) {
                const point = L.point(width * across, height * down);
                const isFree = dots.every((dot) => dot.distanceTo(point) > 30);
                if (isFree) return [x + point.x, y + point.y];
            }
        }
    }
"""
FITS = """
    () => {
        const { map, node } = fairreach.current.ground;
        return map.getSize().y === node.clientHeight;
    }
"""
PLAN = "/planner?lang=en&region=500000&travel=straight"


def changes(page):
    """What a page tries, by its address: kind and text."""
    asked = parse_qsl(urlsplit(page.evaluate("location.href")).query)
    return [(name, text) for name, text in asked if name in ("add", "move", "close")]


def begin(weeks, visit, **look):
    """A page on which changes are tried."""
    seen = visit(service_workers="block", **look)
    page = seen.goto(f"{weeks}{PLAN}")
    begin_trying(page)
    return page


def begin_trying(page):
    """Have taps try something; the hint that says so takes room of the map, which moves then."""
    page.click("#trial-mode")
    page.wait_for_function(FITS)


def settled(page, count):
    """The page once it shows so many changes and its map is drawn."""
    page.wait_for_url(
        lambda url: (
            count
            == sum(f"{k}=" in part for part in url.split("&") for k in ("add", "move", "close"))
        )
    )
    page.wait_for_selector("[data-drawn]")
    page.wait_for_selector("#panel:not([aria-busy])")
    return page


def heading(page):
    """The headline."""
    return page.locator("h1").inner_text()


def drag(page, start, ends):
    """Take something at a place and lead it over others, without letting go."""
    page.mouse.move(*start)
    page.mouse.down()
    for end in ends:
        page.mouse.move(*end)
        page.wait_for_timeout(60)


def changes_of(url):
    """What an address tries: kind and text."""
    return [pair for pair in parse_qsl(urlsplit(url).query) if pair[0] in ("add", "move", "close")]
