"""What the tests need from a machine: a virtual environment, an engine, its command line.

Only the standard library may be used here (but in `untouched`, for tests alone): the set-up runs
before anything is installed.

    environment   .venv with the project and its pinned tools
    machine       which distribution this is, and where its packages come from
    apt, trees    packages of any suite, unpacked into the cache, nothing installed
    releases      which engine version comes from which suite
    found         an engine that already answers
    private       an engine of our own in namespaces of its own (namespace.sh)
    client        the docker command line and its compose plugin
    compiler      the fuzzer's compiler, the same on every Debian
    mermaid       mermaid's own parser, and a Node.js that runs it
    browser       a headless Chromium, in which pages are opened
    elsewhere     a machine beside the engine's, for engines that are on another (forwarder)
    run           a command on an engine, and everything cleared away after it
    bare          a command on a Debian with nothing on it (bare.sh, borrowed)
    cgroups       what the kernel keeps of a run
    compose, untouched, turns    what the fixtures in conftest.py are made of
"""
