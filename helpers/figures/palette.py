"""The colours of all pictures, and what tells lines apart without them.

`interactive.js` holds some of the colours once more; a test compares them.
"""

# Okabe and Ito's colours, told apart by colour-blind readers too.
PALETTE = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "black": "#000000",
    "yellow": "#F0E442",
}
PALE = {"blue": "#d6e9f5", "orange": "#fbe8c4", "green": "#cfeee3"}
MARKED = "#f3d79f", "#e5c17c"  # orange again, in the shade: top and side
INK = "#1a1a1a"
FADED = "#6b6b6b"  # still dark enough to read on white
GRID, THREAD, BACKGROUND = "#dddddd", "#b8b8b8", "#e8e8e8"
STATES = {"c": PALETTE["blue"], "h": PALETTE["vermillion"]}

# Line and colour both tell curves apart, so that grey print works.
CURVES = [
    ("-", PALETTE["blue"]),
    ("--", PALETTE["vermillion"]),
    ("-.", PALETTE["green"]),
    (":", PALETTE["black"]),
]
FORECASTS = [CURVES[3], CURVES[1], CURVES[2], CURVES[0]]
# Mark and colour both tell dots apart.
MARKS = [
    ("o", PALETTE["blue"]),
    ("s", PALETTE["vermillion"]),
    ("^", PALETTE["green"]),
]
# Sizes by powers of ten: from, colour, words. All differ in lightness.
SHADES = [
    (0.0, "#ffffff", "< 0.001"),
    (0.001, "#d6e6f4", "0.001\u20130.01"),
    (0.01, "#9ac7e0", "0.01\u20130.1"),
    (0.1, "#4f9bcb", "0.1\u20131"),
    (1.0, "#1c6ab0", "1\u201310"),
    (10.0, "#08306b", "≥ 10"),
]
# Both colour maps run from one lightness to another.
SHARES, SIGNED = "Blues", "cividis"
