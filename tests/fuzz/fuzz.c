/* The whole probe in one process, on a kernel of the fuzzer's own: no file is opened, no socket
 * made, and time passes only when the probe waits. Each execution is one more batch of the same
 * session, as in the probe's real life.
 *
 *   fuzz EXECUTIONS SECONDS SEED CORPUS_FOLDER [NEW_FOLDER]
 *
 * A case is text in parts, each begun by a line %%X: P plan, H hosts, R resolv.conf, T table of
 * sockets (tcp and udp), O route, D one DNS reply (binary, may come several times), S a script of
 * bytes that decides what sockets do. What reaches new code is kept, in memory and in NEW_FOLDER.
 * A crash, a record that is no record, or a batch without end ends it, with the case in
 * ./crash.case. */
#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef unsigned char u8;
enum { ROOM = 1 << 17, MOST_KEPT = 4096, MOST_FDS = 4096, MOST_REPLIES = 16, MOST_TURNS = 300000 };
enum { MAP = 1 << 16 };

/* as in sys.h, whose names clash with those of libc */
enum { IN = 1, OUT = 4, ERR = 8, AGAIN = 11, NOENT = 2, REFUSED = 111, IN_PROGRESS = 115 };
struct watched { int fd; short events, revents; };
struct moment { long sec, nsec; };

void probe_main(void);
_Bool batch_running(void);
long fuzzed_call(long number, long a, long b, long c, long d, long e, long f);
long numbers(const char *name);
void reply_alone(const unsigned char *bytes, unsigned len);
void text_alone(const char *at, unsigned len);

typedef struct { const u8 *at; unsigned len, used; } Part;
typedef struct { u8 *bytes; unsigned len; } Case;

static Case kept[MOST_KEPT];
static unsigned kept_count, given_count;
static u8 now_run[ROOM];
static unsigned now_len;
static Part plan, hosts, resolv, table, route, script, replies[MOST_REPLIES];
static unsigned reply_count, replies_used;
static Part *open_files[MOST_FDS];
static u8 kind[MOST_FDS]; /* 0 closed, 1 TCP, 2 UDP, 3 listening, 4 file, 5 connected */
static long clock_now = 1000000;
static long executions, most_executions, turns, began, seconds;
static const char *new_folder;
static u8 seen[MAP], hit[MAP];
static unsigned long long dice;
static jmp_buf again;
static char record[8192];
static unsigned record_len;
static int tail_given;

__attribute__((no_sanitize("address", "undefined"))) void __sanitizer_cov_trace_pc(void) {
  static unsigned long before;
  unsigned long here = (unsigned long)__builtin_return_address(0);
  here = here * 0x9e3779b97f4a7c15ul >> 48;
  hit[(here ^ before) % MAP] = 1;
  before = here >> 1;
}

static unsigned rnd(unsigned below) {
  dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
  return below ? (unsigned)(dice >> 11) % below : 0;
}

static void wrong(const char *what) {
  FILE *f = fopen("crash.case", "wb");
  if (f) fwrite(now_run, 1, now_len, f), fclose(f);
  fprintf(stderr, "fuzz: %s (execution %ld, case in crash.case)\n", what, executions);
  abort();
}

/* Called by the sanitizers' runtime before the process dies. */
static void keep_case(void) {
  FILE *f = fopen("crash.case", "wb");
  if (f) fwrite(now_run, 1, now_len, f), fclose(f);
}
#if defined(__SANITIZE_ADDRESS__)
void __sanitizer_set_death_callback(void (*callback)(void));
#else
static void __sanitizer_set_death_callback(void (*callback)(void)) { (void)callback; }
#endif

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
}

static void keep(const u8 *bytes, unsigned len) {
  unsigned at = kept_count < MOST_KEPT ? kept_count++ : rnd(MOST_KEPT);
  free(kept[at].bytes);
  kept[at].bytes = malloc(len ? len : 1), kept[at].len = len;
  memcpy(kept[at].bytes, bytes, len);
}

static int reached_new_code(void) {
  int fresh = 0;
  for (unsigned i = 0; i < MAP; i += 8) {
    unsigned long long now;
    memcpy(&now, hit + i, 8);
    if (!now) continue;
    for (unsigned j = i; j < i + 8; j++)
      if (hit[j] && !seen[j]) seen[j] = 1, fresh = 1;
    memset(hit + i, 0, 8);
  }
  return fresh;
}

static const char *words[] = {
  "try 1 tcp db 5432 2000 1000 0 - -\n", "try 2 udp 127.0.0.1 53 9 9 9 00ff -\n", "go\n", "life 9\n",
  "name 3 api 2000\n", "file 4 tcp\n", "file 5 hosts\n", "file 6 resolv\n", "file 7 route\n",
  "relay 8 0.0.0.0 0 127.0.0.1 5432\n", "listen 9 :: 80\n", "drop 8\n", "drop 9\n", "%%P\n", "%%D\n",
  "%%S\n", "%%R\n", "%%H\n", "nameserver 127.0.0.11\n", "nameserver ::1\n", "options ndots:0\n",
  "options timeout:30 attempts:5\n", "search a b c.d .\n", "domain x.\n", "::ffff:1.2.3.4", "1::",
  "4294967295", "-1", "0", "\xc0\x0c", "\x00\x01\x00\x01", "\x00\x1c\x00\x01", " ", "\t", "\r\n", "#",
  "localhost", "db.", ".", "..", "0A", "02", ":",
};

static void mutate(void) {
  for (unsigned times = 1 + rnd(6); times; times--) {
    unsigned at = rnd(now_len + 1), len = 1 + rnd(rnd(8) ? 8 : 300);
    if (at + len > now_len) len = now_len - at;
    const char *word = words[rnd(sizeof words / sizeof *words)];
    unsigned more = (unsigned)strlen(word);
    switch (rnd(7)) {
      case 0: if (at < now_len) now_run[at] ^= (u8)(1 << rnd(8)); break;
      case 1: if (at < now_len) now_run[at] = (u8)rnd(256); break;
      case 2: memmove(now_run + at, now_run + at + len, now_len - at - len), now_len -= len; break;
      case 3:
        if (now_len + more > ROOM) break;
        memmove(now_run + at + more, now_run + at, now_len - at);
        memcpy(now_run + at, word, more), now_len += more;
        break;
      case 4: { /* a piece once more, elsewhere */
        unsigned from = rnd(now_len + 1);
        if (from + len > now_len || now_len + len > ROOM) break;
        u8 piece[512];
        memcpy(piece, now_run + from, len);
        memmove(now_run + at + len, now_run + at, now_len - at);
        memcpy(now_run + at, piece, len), now_len += len;
        break;
      }
      case 5: { /* the rest of another case */
        const Case *other = &kept[rnd(kept_count)];
        unsigned from = rnd(other->len + 1), rest = other->len - from;
        if (at + rest > 16384) break;
        memcpy(now_run + at, other->bytes + from, rest), now_len = at + rest;
        break;
      }
      default: if (at < now_len) now_run[at] = (u8)"0159af :.-%\n"[rnd(12)];
    }
  }
}

static void save_case(void) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%08lx-%ld", new_folder, (unsigned long)began, executions);
  FILE *f = fopen(path, "wb");
  if (f) fwrite(now_run, 1, now_len, f), fclose(f);
}

static void over(void) {
  unsigned reached = 0;
  for (unsigned i = 0; i < MAP; i++) reached += seen[i];
  printf("%ld executions in %ld s, %u cases kept, %u edges\n", executions,
         (long)time(NULL) - began, kept_count, reached);
  exit(0);
}

/* First every case of the corpus as it is, then mutated ones. */
static void next_case(void) {
  if (executions && reached_new_code() && executions > (long)given_count) {
    keep(now_run, now_len);
    if (new_folder) save_case();
  }
  if (executions >= most_executions) over();
  if (executions % 1024 == 1023 && time(NULL) - began >= seconds) over();
  int as_it_is = executions < (long)given_count;
  const Case *chosen = &kept[as_it_is ? executions : rnd(kept_count)];
  executions++;
  now_len = chosen->len;
  memcpy(now_run, chosen->bytes, now_len);
  if (!as_it_is) mutate();
  take_apart();
  tail_given = 0, turns = 0;
  for (unsigned i = 0; i < reply_count; i++) reply_alone(replies[i].at, replies[i].len);
  text_alone((const char *)plan.at, plan.len);
  text_alone((const char *)hosts.at, hosts.len);
  text_alone((const char *)resolv.at, resolv.len);
}

static long read_call(long fd, u8 *to, unsigned room) {
  static const u8 tail[] = "\ngo\n";
  if (fd == 0) {
    int n = step(&plan, to, portion(room));
    if (n || tail_given) return n ? n : -AGAIN;
    if (room < 4) return -AGAIN;
    tail_given = 1;
    memcpy(to, tail, 4);
    return 4;
  }
  if (fd < 0 || fd >= MOST_FDS || kind[fd] != 4) wrong("a read of what is not open");
  return decided(0) == 255 ? -5 : step(open_files[fd], to, portion(room));
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
  if (kind[fd] == 2 && replies_used < reply_count) {
    Part *reply = &replies[replies_used++];
    unsigned n = reply->len < room ? reply->len : room;
    memcpy(to, reply->at, n);
    return n;
  }
  u8 d = decided(kind[fd] == 2 ? 0 : 1);
  if (d % 4 == 0) return -AGAIN;
  if (d % 4 == 1) return 0;
  if (d % 4 == 2) return -104;
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
    next_case();
    clock_now = 1000000;
    for (long i = 0; i < count; i++) all[i].revents = 0;
    return 0;
  }
  clock_now += found ? 50 : until + 1;
  return found;
}

long fuzzed_call(long number, long a, long b, long c, long d, long e, long f) {
  static long NR[24];
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
    default: return 0; /* bind, setsockopt, shutdown, prlimit64 */
  }
}

_Noreturn void leave(int status) {
  if (status) wrong("more was written than its buffer holds");
  longjmp(again, 1);
}

long clock_us(void) { return clock_now; }

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  most_executions = atol(argv[1]), seconds = atol(argv[2]);
  dice = strtoull(argv[3], NULL, 10) * 2654435761u + 88172645463325252ull;
  new_folder = argc > 5 ? argv[5] : NULL;
  struct dirent **found;
  int count = scandir(argv[4], &found, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", argv[4], found[i]->d_name);
    FILE *f = found[i]->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (f) keep(now_run, (unsigned)fread(now_run, 1, ROOM, f)), fclose(f);
    free(found[i]);
  }
  if (count > 0) free(found);
  if (!(given_count = kept_count)) return 2;
  __sanitizer_set_death_callback(keep_case);
  began = time(NULL);
  next_case();
  setjmp(again);
  probe_main();
}
