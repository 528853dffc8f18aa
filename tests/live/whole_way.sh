#!/bin/sh
# A project of three services from broken to documented and verified, as its team would type it.
# Started in the folder of its compose.yaml. COMPOSE_PROJECT_NAME names the project.
set -u

expect() {
    wanted=$1
    shift
    echo "\$ $*"
    "$@"
    status=$?
    [ "$status" -eq "$wanted" ] || {
        echo "exit status $status, where $wanted was expected"
        exit 1
    }
}

# what the files alone show, before anything runs
expect 1 containerloop lint
expect 0 docker compose up --detach --wait
# all that is broken, and what was seen of it
expect 1 containerloop why --save broken.json
expect 1 containerloop replay broken.json
expect 1 containerloop why "connect ECONNREFUSED 127.0.0.1:5432"
# the smallest change, shown, written, carried out, asked again
expect 1 containerloop fix 5432
expect 0 containerloop fix 5432 --apply --up
expect 0 containerloop fix 26481 --apply --up
expect 0 containerloop lint
expect 0 containerloop wait db:5432 --from api --for 30
expect 0 containerloop wait http://localhost:26481/passwd --for 30
expect 0 containerloop why --save repaired.json
expect 1 containerloop diff broken.json repaired.json --output difference.txt
expect 0 containerloop map --format mermaid --output map.mmd
# what the team keeps
expect 0 containerloop document --write
expect 0 containerloop document --check
expect 0 containerloop verify --init
expect 0 containerloop verify --format junit --output expectations.xml
# and what tells them that it is broken again
expect 0 docker compose stop db
expect 1 containerloop verify
