"""Whole projects with real servers and their real clients: what a person would see, and is told.

    make cases                        every case, with a score
    make cases CASES='kafka redis'    those whose names begin so

A case is a folder of `worlds/`: compose.yaml, case.toml and what the two mention. `case.toml`:

    kind      what is drawn from life here, in a few words
    expected  the codes of which one must come first; [] for no cause at all
    ask       the arguments of `why`, a list for each question
    client    the real client's call, run by sh in the folder; it works where it ends with 0
    by_hand   what is done once everything is up, run by sh in the folder
    works     whether the client works before anything is changed (false)
    settle    seconds to wait once everything is up (2)

The client is asked before the program is, and again after the first override that was proven.
"""
