"""Settings for every test, also when only some lessons are named."""

pytest_plugins = ["tests.first_cause", "tests.replay", "tests.warm_kernels"]
