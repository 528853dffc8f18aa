"""Many small projects drawn at random, each with the one code it must be given.

`python -m tests.lab.combinations` brings them up and asks; `make combinations` brings the engine.
"""
