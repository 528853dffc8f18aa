/* Put in the place of the probe's own limits.h: narrow, so that cases of some hundred bytes meet
 * every one of them, and a turn of the loop has little to look through. */
#ifndef LIMITS_H
#define LIMITS_H

enum {
  MAX_REQUESTS = 12,
  MAX_ATTEMPTS = 6,
  MAX_LINE = 400,
  MAX_DATA = 64,
  INPUT_ROOM = 600,
  ARENA = 600,
  ROOMY = 2048,
  BUFFER = ROOMY + 12 * 1200 + 6 * 600 + 600, /* what may come at once on top of it */
  WRITE_AT_ONCE = 256,
  CONF_ROOM = 400,
  HOSTS_MOST = 8192, /* a multiple of what is read at once, as there */
  FILE_MOST = 500,
  ROW_ROOM = 200,
  CHUNK = 64,
  MAX_LISTENERS = 3,
  MAX_PIPES = 4,
  PIPES_EACH = 2,
  PIPE_ROOM = 64
};

#endif
