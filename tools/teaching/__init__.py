"""The teacher's pack: hand-outs, slides, votes, cards, and the guide's tables.

All of it comes from the lessons as they are committed. Nothing is run.
"""
