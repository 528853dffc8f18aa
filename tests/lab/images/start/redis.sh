#!/bin/sh
# A real Redis. Arguments that begin with - go to the server, anything else is run instead of it.
set -eu
case ${1:-} in '' | -*) ;; *) exec "$@" ;; esac
exec redis-server --bind '*' '-::*' --protected-mode no --save '' "$@"
