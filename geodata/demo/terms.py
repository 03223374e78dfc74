"""The illustrative terms of openings: invented wages, and what is asked of those who apply."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

# By sector: the lowest and the highest of the invented wages, yuan a month.
WAGES: Mapping[str, tuple[int, int]] = {
    "汽车": (4_000, 9_000), "金融": (4_500, 10_000), "商贸": (3_500, 7_000),
    "生物医药": (4_000, 9_000), "信息技术": (5_000, 13_000), "电子制造": (3_800, 7_500),
    "现代物流": (4_000, 8_000), "餐饮住宿": (3_200, 6_000),
}  # fmt: skip
STEP = 500
STATED = 0.8
EDUCATION = ("", "不限", "初中", "高中或中专", "大专", "本科")
EXPERIENCE = ("", "不限", "1 年以上", "3 年以上")


def demo_terms(sectors: Sequence[str], seed: int) -> dict[str, object]:
    """
    The columns of terms of some openings, one value for each.

    Parameters
    ----------
    sectors
        Of each opening.
    seed
        Chooses wages, and who states them.
    """
    rng, number = np.random.default_rng([seed, 4]), len(sectors)
    lowest, highest = np.array([WAGES[each] for each in sectors]).T
    least = lowest + rng.integers(0, (highest - lowest) // (2 * STEP) + 1) * STEP
    most = np.minimum(least + rng.integers(1, 7, number) * STEP, highest)
    unsaid = rng.random(number) >= STATED
    return {
        "wage_min": pd.arrays.IntegerArray(least, unsaid),
        "wage_max": pd.arrays.IntegerArray(most, unsaid),
        "education": rng.choice(EDUCATION, number).tolist(),
        "experience": rng.choice(EXPERIENCE, number).tolist(),
    }
