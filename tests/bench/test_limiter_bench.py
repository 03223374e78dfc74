"""Counting requests by address, when they come from very many."""

from time import perf_counter

from bench.size import sized

from service.web.rate_limit import Allowance

ADDRESSES = sized(1_000_000, 10_000)
FEW = sized(100_000, 1_000)
MICROSECOND = 1e-6


def test_a_request_costs_the_same_however_many_addresses_ask(benchmark, report):
    few = mean_s(Allowance(240), [f"192.0.2.{n % 100}" for n in range(FEW)])
    addresses = [f"2001:db8:{n >> 16:x}:{n & 0xFFFF:x}::1" for n in range(ADDRESSES)]

    many = benchmark.pedantic(mean_s, (Allowance(240), addresses), rounds=1)

    report(
        f"counting a request of {ADDRESSES:,} addresses",
        f"{many / MICROSECOND:.1f} us",
        f"{few / MICROSECOND:.1f} us of 100",
        f"{many / few:.1f}",
        "2",
    )


def mean_s(allowance, addresses):
    """Seconds a request, over all."""
    begun = perf_counter()
    for address in addresses:
        allowance.wait_s(address)
    return (perf_counter() - begun) / len(addresses)
