"""How each promise is broken: the rows of which bad notebooks are made."""

from tests.breaches import anatomy, claims, code, exercises, form, outputs

ROWS = [
    *claims.ROWS,
    *anatomy.ROWS,
    *outputs.ROWS,
    *code.ROWS,
    *exercises.ROWS,
    *form.ROWS,
]
