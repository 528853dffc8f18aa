"""Says why a container or its host cannot reach a port, and proves the fix.

    cli/          one file per command; the only catcher of exceptions                     I/O
    pipeline/     the order of one run; decides nothing                                    I/O
    question.py   TARGET and --from, as typed, into a Question                             pure
    survey/       what is there: engine, compose files, this machine                       I/O
    plan/         who relies on what; what to look at from where                           pure
    predict/      what would come of connections, from the compose files alone              pure
    observe/      measuring: probes in containers, and own sockets                         I/O
    diagnose/     what explains a failure: facts, rules, remedies                          pure
    prove/        remedies tried on probes                                                 I/O
    apply/        the change written into files of the user's; nothing else writes there   I/O
    report/       the report, in the shape of --format json                                pure
    render/       that report as text, JSON, Markdown, …; decides nothing                  pure
    facts/        frozen values and the parsers that make them                             pure
    platforms/    what is true of each platform that an engine runs on: data                pure
    topology/     look-ups over a survey: who owns a name, an address, a port              pure
    protocols/    what to say to a server, and what its reply means                        pure
    errors.py     the exceptions: the question could not be asked

The first eleven are the steps of a run, question → survey → plan → observe → diagnose → prove →
report → render, with `predict` beside `observe`, `cli` and `pipeline` that run them, and `apply`
for `fix`; the last five are the ground that all stand on. docs/architecture.md says which value
passes each arrow.
"""

__version__ = "0.1.0"
