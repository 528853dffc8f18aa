#!/bin/sh
# A real PostgreSQL. Arguments that begin with - go to the server, anything else is run instead of it.
# Reads POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB; the server itself reads PGPORT.
set -eu
case ${1:-} in '' | -*) ;; *) exec "$@" ;; esac
export PGDATA=${PGDATA:-/var/lib/postgresql/data}
if [ "$(id -u)" = 0 ]; then # the server refuses to be root
  mkdir -p "$PGDATA" /run/postgresql
  chown postgres:postgres "$PGDATA" /run/postgresql
  quoted= # su would take the server's options for its own
  for argument; do
    quoted="$quoted '$(printf %s "$argument" | sed "s/'/'\\\\''/g")'"
  done
  exec su -s /bin/sh postgres -c "exec /start $quoted"
fi
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "${POSTGRES_PASSWORD:-postgres}" >/tmp/password
  initdb --username="$user" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust \
    --encoding=UTF8 --locale=C --no-sync >/dev/null
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  [ "$database" = postgres ] ||
    echo "CREATE DATABASE \"$database\"" | postgres --single -D "$PGDATA" postgres >/dev/null
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/run/postgresql \
  -c fsync=off -c shared_buffers=16MB "$@"
