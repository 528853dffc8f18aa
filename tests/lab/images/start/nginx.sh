#!/bin/sh
# A real nginx. It reads /etc/nginx/nginx.conf; mount another one over it, or servers into conf.d.
# Arguments that begin with - go to the server, anything else is run instead of it.
set -eu
case ${1:-} in '' | -*) ;; *) exec "$@" ;; esac
mkdir -p /var/lib/nginx /var/log/nginx
exec nginx -e /dev/stderr -g 'daemon off;' "$@"
