"""Clean worlds of stages, which hold memory, size and bend apart.

In the cascade more stages also mean more memory, a smaller signal and a
stronger bend. Here a stage scales what it smooths before it bends it, and
says it with mean 0 and spread 1; and all the stages of a world remember for
12 steps together. Each sequence begins at rest.
"""

from dataclasses import dataclass

import numpy as np

from helpers.synthetic import smooth


@dataclass(frozen=True)
class World:
    """Stages that remember for `tau` steps each; s, m and q of each.

        u += (input - u) / tau
        z = u / s
        v = tanh(steep * z) - lean * |tanh(steep * z)|
        what it says = (v - m) / q

    A straight stage says z.
    """

    tau: float
    stages: tuple[tuple[float, float, float], ...]
    steep: float = 1.0
    lean: float = 0.5
    bent: bool = True

    def draw(
        self, sequences: int, length: int, seed: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw white noise and the last stage, (sequences, length, 1) each."""
        draw = np.random.default_rng(seed)
        noise = draw.standard_normal((sequences, length))
        passed = noise.T  # time first: a loop over steps, all at once
        for s, m, q in self.stages:
            passed = smooth(passed, 1 / self.tau) / s
            if self.bent:
                passed = np.tanh(self.steep * passed)
                passed = (passed - self.lean * np.abs(passed) - m) / q
        return noise[..., np.newaxis], passed.T[..., np.newaxis]


_FOUR = (
    (0.3738, -0.2781, 0.6441),
    (0.6761, -0.2574, 0.6782),
    (0.8122, -0.2454, 0.6979),
    (0.8568, -0.2358, 0.7084),
)
_FOUR_MILD = (
    (0.3738, -0.0702, 0.4187),
    (0.6918, -0.0651, 0.4289),
    (0.8330, -0.0612, 0.4349),
    (0.8786, -0.0580, 0.4388),
)
_TWO = (0.2708, -0.2774, 0.6431), (0.6496, -0.2519, 0.6726)
_THREE = (
    (0.3283, -0.2779, 0.6438),
    (0.6660, -0.2555, 0.6762),
    (0.8050, -0.2414, 0.6954),
)
_FOUR_STRAIGHT = tuple((s, 0, 1) for s in (0.3738, 0.6961, 0.8394, 0.8856))
WORLDS = {
    "clean_1": World(13, ((0.1900, -0.2758, 0.6409),)),
    "clean_2": World(7, _TWO),
    "clean_3": World(5, _THREE),
    "clean_4": World(4, _FOUR),
    "clean_4_mild": World(4, _FOUR_MILD, steep=0.5, lean=0.2),
    "straight_1": World(13, ((0.1900, 0, 1),), bent=False),
    "straight_4": World(4, _FOUR_STRAIGHT, bent=False),
}
