#!/bin/sh
# A real MariaDB. Arguments that begin with - go to the server, anything else is run instead of it.
# Reads MARIADB_ROOT_PASSWORD, MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD.
set -eu
case ${1:-} in '' | -*) ;; *) exec "$@" ;; esac
data=/var/lib/mysql
system=/usr/share/mariadb
[ -d "$system" ] || system=/usr/share/mysql # before 11
mkdir -p "$data" /run/mysqld
chown mysql:mysql "$data" /run/mysqld

first_tables() { # bootstrap takes one statement a line
  echo 'CREATE DATABASE IF NOT EXISTS mysql;'
  echo 'USE mysql;'
  echo 'SET @auth_root_socket=NULL;'
  cat "$system"/*_system_tables.sql "$system"/*_performance_tables.sql \
    "$system"/*_system_tables_data.sql
  echo 'FLUSH PRIVILEGES;'
  account root "${MARIADB_ROOT_PASSWORD:-root}" '*'
  [ -z "${MARIADB_DATABASE:-}" ] || echo "CREATE DATABASE \`$MARIADB_DATABASE\`;"
  [ -z "${MARIADB_USER:-}" ] || account "$MARIADB_USER" "${MARIADB_PASSWORD:-}" "${MARIADB_DATABASE:-*}"
}

account() { # user, password, database
  for place in localhost %; do
    echo "CREATE OR REPLACE USER '$1'@'$place' IDENTIFIED BY '$2';"
    echo "GRANT ALL ON $3.* TO '$1'@'$place' WITH GRANT OPTION;"
  done
}

if [ ! -d "$data/mysql" ]; then
  mkdir "$data/mysql"
  chown mysql:mysql "$data/mysql"
  first_tables | mariadbd --no-defaults --bootstrap --user=mysql --datadir="$data" \
    --innodb-log-file-size=4M --log-warnings=0
fi
# as in the official image: without it, a greeting waits for the name of the caller's address
exec mariadbd --no-defaults --skip-name-resolve --user=mysql --datadir="$data" \
  --innodb-log-file-size=4M --innodb-buffer-pool-size=8M --innodb-flush-log-at-trx-commit=0 \
  --bind-address='*' --socket=/run/mysqld/mysqld.sock --skip-log-bin --performance-schema=OFF "$@"
