/* How much of everything there may be. The fuzzer puts narrow ones in their place, and meets them. */
#ifndef LIMITS_H
#define LIMITS_H

enum {
  MAX_REQUESTS = 512,          /* per batch */
  MAX_ATTEMPTS = 512,          /* running at once; the others wait for their turn */
  MAX_LINE = 8192,
  MAX_DATA = 2048,             /* bytes kept of a reply */
  INPUT_ROOM = 64 << 10,
  ARENA = 2 << 20,             /* names and payloads of one batch */
  BUFFER = 6 << 20,            /* records that wait for their reader */
  ROOMY = 1 << 20,             /* with more of them no work is begun: what runs fits into the rest */
  WRITE_AT_ONCE = 4096,        /* a pipe that polls writable takes this much without blocking */
  CONF_ROOM = 64 << 10,        /* of resolv.conf */
  HOSTS_MOST = 16 << 20,       /* of the hosts file, for names */
  FILE_MOST = 4 << 20,         /* of a file that is shown */
  ROW_ROOM = 1024,             /* of a row of a table of sockets */
  CHUNK = 2048,                /* of it in one record */
  MAX_LISTENERS = 16,
  MAX_PIPES = 32,
  PIPES_EACH = 8,
  PIPE_ROOM = 8192
};

#endif
