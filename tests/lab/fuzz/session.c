/* The whole probe on a kernel of the fuzzer's own: no file is opened, no socket made, and time
 * passes only when the probe waits. Each case is one more batch of the same session, as in the
 * probe's real life; what the kernel did not write into a buffer is poisoned, so that reading it
 * ends the run.
 *
 * A case is text in parts, each begun by a line %%X: P plan, H hosts, R resolv.conf, T table of
 * sockets (tcp and udp), O route, D one DNS reply (binary, may come several times), S a script of
 * bytes that decides what sockets do. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "limits.h"

typedef unsigned char u8;
enum { MOST_FDS = 256, MOST_REPLIES = 16, MOST_TURNS = 300000 };

/* as in sys.h, whose names clash with those of libc */
enum { IN = 1, OUT = 4, ERR = 8, AGAIN = 11, NOENT = 2, REFUSED = 111, IN_PROGRESS = 115 };
struct watched { int fd; short events, revents; };
struct moment { long sec, nsec; };

void probe_main(void);
_Bool batch_running(void);
long fuzzed_call(long number, long a, long b, long c, long d, long e, long f);
_Noreturn void leave(int status);
long clock_us(void);

typedef struct { const u8 *at; unsigned len, used; } Part;

static Part plan, hosts, resolv, table, route, script, replies[MOST_REPLIES];
static unsigned reply_count, replies_used;
static Part *open_files[MOST_FDS];
static u8 kind[MOST_FDS]; /* 0 closed, 1 TCP, 2 UDP, 3 listening, 4 file, 5 connected */
static long clock_now = 1000000, turns;
static jmp_buf again;
static char record[8192];
static unsigned record_len;
static int tail_given;
static Part tail = {(const u8 *)"\ngo\n", 4, 0}; /* what every plan ends with */
static const char *fixed_plan;

static int step(Part *part, u8 *to, unsigned room) {
  unsigned left = part->len - part->used, n = left < room ? left : room;
  memcpy(to, part->at + part->used, n);
  part->used += n;
  return (int)n;
}

static u8 decided(u8 otherwise) {
  return script.used < script.len ? script.at[script.used++] : otherwise;
}

static unsigned portion(unsigned room) { /* mostly all there is, sometimes a bit of it */
  u8 d = decided(0);
  return d & 1 ? 1u + d / 2 % room : room;
}

static void take_apart(void) {
  Part none = {now_run, 0, 0}, *into = &plan;
  plan = hosts = resolv = table = route = script = none, reply_count = replies_used = 0;
  unsigned begin = 0;
  for (unsigned i = 0; i <= now_len; i++) {
    int mark = i + 3 < now_len && now_run[i] == '%' && now_run[i + 1] == '%' && now_run[i + 3] == '\n';
    if (!mark && i < now_len) continue;
    Part part = {now_run + begin, i - begin, 0};
    if (into) *into = part;
    if (!mark) break;
    u8 which = now_run[i + 2];
    into = which == 'P' ? &plan : which == 'H' ? &hosts : which == 'R' ? &resolv
         : which == 'T' ? &table : which == 'O' ? &route : which == 'S' ? &script
         : which == 'D' && reply_count < MOST_REPLIES ? &replies[reply_count++] : NULL;
    begin = i + 4, i += 3;
  }
  if (fixed_plan) plan.at = (const u8 *)fixed_plan, plan.len = (unsigned)strlen(fixed_plan);
}

static void another_case(void) {
  next_case();
  take_apart();
  tail.used = 0, tail_given = 0, turns = 0, clock_now = 1000000;
}

/* Only what was written may be read; the probe's buffers for it are all static. */
static long filled(u8 *to, unsigned room, long n) {
  allow(to, room);
  if (n >= 0) forbid(to + n, room - (unsigned)n);
  return n;
}

static long read_some(long fd, u8 *to, unsigned room) {
  if (fd == 0) {
    int n = step(&plan, to, portion(room));
    if (!n) n = step(&tail, to, room);
    tail_given = tail.used == tail.len;
    return n ? n : -AGAIN;
  }
  if (fd < 0 || fd >= MOST_FDS || kind[fd] != 4) wrong("a read of what is not open");
  return decided(0) == 255 ? -5 : step(open_files[fd], to, portion(room));
}

static long read_call(long fd, u8 *to, unsigned room) {
  allow(to, room);
  return filled(to, room, read_some(fd, to, room));
}

static long write_call(const char *from, unsigned len) {
  for (unsigned i = 0; i < len; i++) {
    if (record_len == sizeof record) wrong("a record longer than any");
    record[record_len++] = from[i];
    if (from[i] != '\n') {
      if (from[i] < ' ' || from[i] > '~') wrong("a record that is not plain text");
      continue;
    }
    if (record_len < 7 || memcmp(record, "{\"k\":\"", 6) || record[record_len - 2] != '}')
      wrong("a line that is no record");
    record_len = 0;
  }
  return len;
}

static long new_fd(u8 of_kind) {
  for (int fd = 10; fd < MOST_FDS; fd++)
    if (!kind[fd]) {
      kind[fd] = of_kind;
      return fd;
    }
  return -24;
}

static long open_call(const char *path) {
  Part *part = strstr(path, "hosts") ? &hosts : strstr(path, "resolv") ? &resolv
             : strstr(path, "route") ? &route : &table;
  long fd = part->len ? new_fd(4) : -NOENT;
  if (fd >= 0) open_files[fd] = part, part->used = 0;
  return fd;
}

static long receive(long fd, u8 *to, unsigned room) {
  allow(to, room);
  if (kind[fd] == 2 && replies_used < reply_count) {
    return filled(to, room, step(&replies[replies_used++], to, room));
  }
  u8 d = decided(kind[fd] == 2 ? 0 : 1);
  if (d % 4 == 0) return -AGAIN;
  if (d % 4 == 1) return 0;
  if (d % 4 == 2) return -104;
  if (kind[fd] != 2 && room > MAX_DATA) wrong("more is taken than is kept");
  unsigned n = portion(room);
  memset(to, d, n);
  return n;
}

static short ready(const struct watched *w) {
  if (w->fd == 0) return w->events & IN && (plan.used < plan.len || !tail_given) ? IN : 0;
  if (w->fd == 1) return w->events & OUT;
  if (w->fd < 0 || w->fd >= MOST_FDS || !kind[w->fd]) wrong("a wait for what is not open");
  if (kind[w->fd] == 2 && replies_used < reply_count) return w->events & IN;
  u8 d = decided(0);
  if (kind[w->fd] == 1 && w->events & OUT) return d == 3 ? 0 : OUT;
  if (script.used == script.len) return kind[w->fd] == 3 ? 0 : (short)((w->events & OUT) | (d & ERR));
  return (short)(w->events & d);
}

static long wait_call(struct watched *all, long count, const struct moment *most) {
  long found = 0, until = most->sec * 1000000 + most->nsec / 1000;
  if (++turns > MOST_TURNS) wrong("a batch without end");
  _Bool flushed = 1;
  for (long i = 0; i < count; i++) {
    all[i].revents = ready(&all[i]);
    found += all[i].revents != 0;
    if (all[i].fd == 1 && all[i].events & OUT) flushed = 0;
  }
  if (tail_given && until && flushed && !batch_running()) {
    another_case();
    for (long i = 0; i < count; i++) all[i].revents = 0;
    return 0;
  }
  clock_now += found ? 50 : until + 1;
  return found;
}

long fuzzed_call(long number, long a, long b, long c, long d, long e, long f) {
  static long NR[16];
  static const char *names[] = {
    "read", "write", "openat", "close", "socket", "connect", "sendto", "recvfrom", "getsockopt",
    "getsockname", "accept4", "clock_gettime", "ppoll", "getrandom", "uname", "listen",
  };
  (void)d, (void)e, (void)f;
  for (unsigned i = 0; !NR[15] && i < 16; i++) NR[i] = numbers(names[i]);
  unsigned which = 0;
  while (which < 16 && NR[which] != number) which++;
  switch (which) {
    case 0: return read_call(a, (u8 *)b, (unsigned)c);
    case 1: return write_call((const char *)b, (unsigned)c);
    case 2: return open_call((const char *)b);
    case 3:
      if (a < 10 || a >= MOST_FDS || !kind[a]) wrong("a close of what is not open");
      kind[a] = 0;
      return 0;
    case 4: return new_fd((b & 15) == 2 ? 2 : 1);
    case 5: return kind[a] == 2 ? 0 : decided(0) == 1 ? 0 : decided(0) == 2 ? -101 : -IN_PROGRESS;
    case 6: {
      u8 said = decided(0);
      return said == 2 ? -REFUSED : said == 4 ? -AGAIN : c ? (long)portion((unsigned)c) : 0;
    }
    case 7: return receive(a, (u8 *)b, (unsigned)c);
    case 8: *(int *)d = decided(0) & 1 ? REFUSED : 0; return 0;
    case 9: memset((void *)b, decided(2), 28), *(unsigned short *)b = 2; return 0;
    case 10: return decided(0) & 1 ? new_fd(1) : -AGAIN;
    case 11: {
      struct moment *t = (struct moment *)b;
      t->sec = clock_now / 1000000, t->nsec = clock_now % 1000000 * 1000;
      return 0;
    }
    case 12: return wait_call((struct watched *)a, b, (const struct moment *)c);
    case 13: memcpy((void *)a, "\x11\x11\x22\x22", (unsigned long)b < 4 ? (unsigned long)b : 4); return b;
    case 14: memset((void *)a, 0, 6 * 65), memcpy((char *)a + 65, "box.lan", 7); return 0;
    case 15: kind[a] = 3; return 0;
    default: return 0; /* bind, setsockopt, shutdown, prlimit64, readlinkat */
  }
}

_Noreturn void leave(int status) {
  if (status) wrong("more was written than its buffer holds");
  longjmp(again, 1);
}

long clock_us(void) { return clock_now; }

void session_target(void) {
  another_case();
  setjmp(again);
  probe_main();
}

void files_target(void) {
  fixed_plan = "file 1 tcp\nfile 2 udp6\nfile 3 route\nfile 4 hosts\nfile 5 resolv\n"
               "name 6 db 9000\nname 7 api.shop 9000\nname 8 localhost 9000\n";
  session_target();
}
