"""The production server: worker processes behind one port, each with a snapshot of its own."""

import errno
import gc
import logging
import os
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from time import sleep

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from geodata.access.fair_rows import prepare_rows
from geodata.base.allocator import give_back_large_blocks
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import FairreachError, InputError
from geodata.measures.coverage import coverage
from geodata.search.gazetteer import place_index
from geodata.search.similar_places import place_spellings
from geodata.search.suggested_work import on_offer, work_spellings
from geodata.store.ahead import PeopleAhead
from service.app import create_app
from service.arguments import Arguments
from service.config import Settings
from service.queries import coverage_query
from service.tiles.provider import MOST_AT_ONCE
from service.web.rate_limit import Ledger

log = logging.getLogger("fairreach")

# More threads pass Python's lock to and fro at every call into numpy: 3,700 nearest fairs a second
# with two, 6,400 with one. While one worker calculates or loads a version, the others answer.
THREADS = 1
# Whoever waits for somebody else's tile does nothing meanwhile: as many may as are asked for at
# once, and others are answered.
THREADS_WITH_TILES = MOST_AT_ONCE + 4
ROWS = "rows"  # the folder of tables, beside that of the networks
# What a process has open beside its connections: some 25 of its own, 22 for each road network
# (twice while another replaces it), and pipes that it inherits for each of its siblings. One that
# has no file left to accept with would turn round and round.
RESERVED_FILES = 256
FILES_PER_WORKER = 4
# Half a header holds 20 kB of memory, the longest 50: more would be a way to fill it.
MOST_CONNECTIONS = 16_384
MOST_HEADER_BYTES = 32 * 1024
HEADER_TIMEOUT_MS = 5_000
STOP_WITHIN_S = 10
ASK_READY_EVERY_S = 0.05
ASK_PARENT_EVERY_S = 1.0
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "loggers": {
        # No access log: addresses hold where seekers are.
        "_granian": {"handlers": ["errors"], "level": "WARNING", "propagate": False},
        "fairreach": {"handlers": ["errors"], "level": "INFO", "propagate": False},
    },
}


def serve(
    settings: Settings, announce: Callable[[str], None], ahead: PeopleAhead | None = None
) -> None:
    """
    Serve until a signal says stop; Ctrl-C and SIGTERM end it in good order.

    Parameters
    ----------
    ahead
        The people of the campaign, where they are being read already.
    announce
        Told the address once the service really answers.

    Raises
    ------
    FairreachError
        If the database cannot be used, the port is taken or a worker fails.
    """
    settings = replace(settings, port=free_port(settings.host, settings.port))
    server, stop = production_server(settings), Event()
    app = create_app(settings, Ledger.empty())
    give_back_large_blocks()
    prepare_once(app, ahead)
    gc.freeze()  # a worker that collects writes to all it looks at, and would copy what is shared
    gc.enable()

    def herald() -> None:
        # Before that, a look-up of ours could be caught halfway by a worker's fork.
        while len(server.wrks) < settings.workers and not stop.wait(ASK_READY_EVERY_S):
            pass
        app.extensions["fairreach"].snapshots.forget()
        when_ready(settings, announce, stop)

    server.on_startup(Thread(target=herald, daemon=True).start)
    server.on_shutdown(stop.set)
    try:
        server.serve(target_loader=partial(worker_app, app), wrap_loader=False)
    except SystemExit as ended:
        if ended.code:
            raise FairreachError("a server process ended by itself; its log says why") from None


def open_files() -> int:
    """How many files this process may have open, after asking for as many as it is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = MOST_CONNECTIONS + RESERVED_FILES
    # A system may allow less than it says; then what there is has to do.
    with suppress(OSError, ValueError):
        most = max(soft, enough) if hard == resource.RLIM_INFINITY else hard
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return enough if allowed == resource.RLIM_INFINITY else allowed


def connections_held(files: int, workers: int) -> int:
    """How many connections each process holds, given how many files it may open; others wait."""
    reserved = RESERVED_FILES + FILES_PER_WORKER * workers
    return min(max(files - reserved, files // 2), MOST_CONNECTIONS // workers)


def production_server(settings: Settings) -> MPServer:
    """Granian as this service wants it, holding as many connections as there is room for."""
    each = connections_held(open_files(), settings.workers)
    server = MPServer(
        "service.server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS_WITH_TILES if settings.tiles_url else THREADS,
        backpressure=each,
        backlog=each,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIMEOUT_MS, max_buffer_size=MOST_HEADER_BYTES
        ),
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_S,
    )
    held = each * settings.workers
    log.info("holds %d connections at once, %d in each server process", held, each)
    return server


def worker_app(app: Flask) -> Flask:
    """The app as one worker process serves it, its campaign loaded before the first request."""
    # Forked workers inherit the main process's handlers, which would swallow the order to stop
    # until Granian sets its own, after this. Ctrl-C reaches the main process too, and that decides.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    campaign = prepare(app)  # at once in a worker of the start; one that replaces it has to load
    # Half a second that nobody need wait for; who asks sooner waits for its rest.
    Thread(target=go_on_preparing, args=(app, campaign), daemon=True).start()
    app.extensions["fairreach"].snapshots.on_load = partial(look_up_roads, app)
    return app


def look_up_roads(app: Flask, campaign: Campaign) -> None:
    """Have what it costs by road to a campaign's fairs made ready to be looked up."""
    settings: Settings = app.extensions["fairreach"].settings
    folders = settings.roads, settings.data / ROWS
    Thread(target=prepare_rows, args=(campaign, *folders), daemon=True).start()


def go_on_preparing(app: Flask, campaign: Campaign | None) -> None:
    """Make what pages and the field for places will ask for, and go on with what lies there."""
    app.extensions["fairreach"].jobs.wake()
    _ = app.extensions["fairreach"].assets
    if campaign is not None:
        look_up_roads(app, campaign)
        place_index(campaign)
        on_offer(campaign, Window())
        place_spellings(campaign)
        work_spellings(campaign)


def prepare(app: Flask) -> Campaign | None:
    """
    Load the campaign and count by road what the first who asks would wait for; None without one.

    The main process does so once, and the workers that it forks share the memory.
    """
    try:
        campaign: Campaign = app.extensions["fairreach"].snapshots.current()
    except FairreachError:
        return None
    if campaign.networks:
        coverage(campaign, coverage_query(Arguments({"travel": ["roads"]})))
    return campaign


def prepare_once(app: Flask, ahead: PeopleAhead | None) -> None:
    """As `prepare`, with the people that are being read already."""
    snapshots = app.extensions["fairreach"].snapshots
    snapshots.ahead = ahead
    try:
        prepare(app)
    finally:
        snapshots.ahead = None
        if ahead is not None:
            ahead.close()


def end_with(parent: int) -> None:
    """End this process when its parent is gone, killed: else it would hold the port for ever."""
    while os.getppid() == parent:
        sleep(ASK_PARENT_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)


def free_port(host: str, port: int) -> int:
    """
    A port that nobody listens at.

    The workers share their port among themselves, so that the system would let a second service
    share it too, silently.

    Raises
    ------
    FairreachError
        If the port is taken, or is not ours to take.
    InputError
        If the host is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise refusal(host, port, error) from None
        bound: int = probe.getsockname()[1]
    return bound


def refusal(host: str, port: int, error: OSError) -> FairreachError:
    """Why an address cannot be listened at, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return FairreachError(f"port {port} is taken by another program; choose one with --port")
    if error.errno == errno.EACCES:
        return FairreachError(f"port {port} needs more rights; choose one above 1023 with --port")
    return InputError(f"{host} is no address of this machine: {error.strerror}")


def when_ready(settings: Settings, announce: Callable[[str], None], stop: Event) -> None:
    """Announce the address as soon as a worker answers at it."""
    while not stop.wait(ASK_READY_EVERY_S):
        if answers(settings):
            announce(address(settings))
            return


def answers(settings: Settings) -> bool:
    """Whether a worker answers; an empty store has its answer too."""
    every = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (compared, not bound)
    host = every.get(settings.host, settings.host)
    try:
        with closing(HTTPConnection(host, settings.port, timeout=STOP_WITHIN_S)) as connection:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    return True


def address(settings: Settings) -> str:
    """The address to give to people."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
