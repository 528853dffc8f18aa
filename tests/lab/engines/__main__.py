"""`python3 -m tests.lab.engines`: the set-up from the command line, as the Makefile calls it."""

import argparse
import sys

from tests.lab.images import load

from . import bare, browser, client, compiler, environment, found, mermaid, private, releases, run
from .refusals import CannotSetUp
from .trees import tree


def main() -> int:
    """Do what the arguments say; returns the exit status, 4 when the machine does not offer it."""
    arguments = _parser().parse_args()
    try:
        return int(arguments.act(arguments) or 0)
    except CannotSetUp as refusal:
        print(f"containerloop set-up: {refusal}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.lab.engines", description=__doc__)
    acts = parser.add_subparsers(required=True)
    setup = acts.add_parser("setup", help="the virtual environment with the project in it")
    setup.set_defaults(act=lambda _: environment.ready())
    fetch = acts.add_parser("fetch", help="download and unpack what `run` needs")
    fetch.set_defaults(act=_fetch)
    runner = acts.add_parser("run", help="run a command on an engine")
    runner.set_defaults(act=lambda a: run.on_engine(a.engine, a.image, a.command))
    for one in (fetch, runner):
        one.add_argument("--engine", default="auto", choices=["auto", *releases.ENGINES])
        one.add_argument("--image", action="append", default=[], choices=load.NAMES)
    runner.add_argument("command", nargs="+")
    bare_one = acts.add_parser("bare", help="run a command on a bare Debian")
    bare_one.add_argument("--release", required=True, choices=bare.SUITES)
    bare_one.add_argument("command", nargs="+")
    bare_one.set_defaults(act=lambda a: bare.on_debian(a.release, a.command))
    needed = acts.add_parser("compiler", help="download and unpack what the fuzzer needs")
    needed.set_defaults(act=lambda _: compiler.fetched())
    drawn = acts.add_parser("mermaid", help="download what drawings are read with")
    drawn.set_defaults(act=lambda _: mermaid.fetched())
    shown = acts.add_parser("browser", help="download and unpack what pages are opened in")
    shown.set_defaults(act=lambda _: browser.fetched())
    sweep = acts.add_parser("sweep", help="clear away what killed runs have left")
    sweep.set_defaults(act=lambda _: private.sweep())
    return parser


def _fetch(arguments: argparse.Namespace) -> None:
    if not arguments.image:
        compiler.fetched()
    if arguments.engine == "auto" and found.answering():
        if not client.has_compose():
            tree(releases.client())
        return
    private.permitted()
    tree(releases.engine(releases.DEFAULT if arguments.engine == "auto" else arguments.engine))
    tree(releases.client())
    for name in arguments.image or load.EVERYDAY:
        load.tar(name)


sys.exit(main())
