"""
The classes of a difference: who gains and who loses, in the same steps on both sides of nought.

They are the same for every comparison, so that two of them can be laid side by side.
"""

from bisect import bisect_right

LIMITS = (0.0005, 0.02, 0.1)
"""From which share of a district's people on a gain, or a loss, is of the next class."""
SAME = len(LIMITS)
CLASSES = 2 * SAME + 1


def balance_class(share: float) -> int:
    """
    The class of a district, from 0, which loses most, to 6; 3 stays as it is.

    Parameters
    ----------
    share
        The people who gain a fair within reach less those who lose theirs, of all people.
    """
    step = bisect_right(LIMITS, abs(share))
    return SAME + step if share > 0 else SAME - step
