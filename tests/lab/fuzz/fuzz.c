/* Cases, and what becomes of them: first every case of the corpus as it is, the shortest first, then
 * mutated ones. What reaches a new edge is kept, in memory and in NEW_FOLDER.
 *
 *   fuzz TARGET EXECUTIONS SECONDS SEED CORPUS_FOLDER [NEW_FOLDER]
 *
 * TARGET: session, files, plan, text or reply. At the end the edges reached are written to ./edges,
 * a byte each. A crash, a record that is no record, or a batch without end ends it, with the case
 * in ./crash.case. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

typedef unsigned char u8;
enum { MOST_KEPT = 4096, MOST_SPLICED = 2048 };
typedef struct { u8 *bytes; unsigned len; } Case;

u8 now_run[ROOM];
unsigned now_len;
static Case kept[MOST_KEPT];
static unsigned kept_count, given_count;
static long executions, most_executions, seconds;
static double began;
static const char *new_folder, *target;
static unsigned long long dice;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned rnd(unsigned below) {
  dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
  return below ? (unsigned)(dice >> 11) % below : 0;
}

static void put_file(const char *path, const void *bytes, unsigned len) {
  FILE *f = fopen(path, "wb");
  if (f) fwrite(bytes, 1, len, f), fclose(f);
}

/* Also called by the sanitizers' runtime before the process dies. */
static void keep_case(void) { put_file("crash.case", now_run, now_len); }
#if defined(__SANITIZE_ADDRESS__)
void __sanitizer_set_death_callback(void (*callback)(void));
#else
static void __sanitizer_set_death_callback(void (*callback)(void)) { (void)callback; }
#endif

void wrong(const char *what) {
  keep_case();
  fprintf(stderr, "fuzz: %s (%s, execution %ld, case in crash.case)\n", what, target, executions);
  abort();
}

static void keep(const u8 *bytes, unsigned len) {
  unsigned at = kept_count < MOST_KEPT ? kept_count++ : rnd(MOST_KEPT);
  free(kept[at].bytes);
  kept[at].bytes = malloc(len ? len : 1), kept[at].len = len;
  memcpy(kept[at].bytes, bytes, len);
}

#define WORD(text) {text, sizeof text - 1}
static const struct { const char *at; unsigned len; } words[] = {
  WORD("try 1 tcp db 5432 2000 1000 0 - -\n"), WORD("whole 3 1240 ::1 80 9 9 0 47 -\n"),
  WORD("try 2 udp 127.0.0.1 53 9 9 9 00ff -\n"),
  WORD("go\n"), WORD("life 9\n"), WORD("name 3 api 2000\n"), WORD("file 4 tcp\n"),
  WORD("file 5 hosts\n"), WORD("file 6 resolv\n"), WORD("file 7 route\n"),
  WORD("relay 8 0.0.0.0 0 127.0.0.1 5432\n"), WORD("listen 9 :: 80\n"), WORD("drop 8\n"),
  WORD("drop 9\n"), WORD("%%P\n"), WORD("%%D\n"), WORD("%%S\n"), WORD("%%R\n"), WORD("%%H\n"),
  WORD("nameserver 127.0.0.11\n"), WORD("nameserver ::1\n"), WORD("options ndots:0\n"),
  WORD("options timeout:30 attempts:5\n"), WORD("search a b c.d .\n"), WORD("domain x.\n"),
  WORD("::ffff:1.2.3.4"), WORD("1::"), WORD("4294967295"), WORD("-1"), WORD("0"),
  WORD("\xc0\x0c"), WORD("\x00\x01\x00\x01"), WORD("\x00\x1c\x00\x01"), WORD(" "), WORD("\t"),
  WORD("\r\n"), WORD("#"), WORD("localhost"), WORD("db."), WORD("."), WORD(".."), WORD("0A"),
  WORD("02"), WORD(":"), WORD("\x2f\xfe"), WORD("conf"), WORD("nameserver "), WORD("::"),
  WORD("fe80::1%eth0"), WORD("\n"),
};

static void mutate(void) {
  for (unsigned times = 1 + rnd(6); times; times--) {
    unsigned at = rnd(now_len + 1), len = 1 + rnd(rnd(8) ? 8 : 300);
    if (at + len > now_len) len = now_len - at;
    unsigned word = rnd(sizeof words / sizeof *words), more = words[word].len;
    switch (rnd(7)) {
      case 0: if (at < now_len) now_run[at] ^= (u8)(1 << rnd(8)); break;
      case 1: if (at < now_len) now_run[at] = (u8)rnd(256); break;
      case 2: memmove(now_run + at, now_run + at + len, now_len - at - len), now_len -= len; break;
      case 3:
        if (now_len + more > ROOM) break;
        memmove(now_run + at + more, now_run + at, now_len - at);
        memcpy(now_run + at, words[word].at, more), now_len += more;
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
        if (at + rest > MOST_SPLICED) break;
        memcpy(now_run + at, other->bytes + from, rest), now_len = at + rest;
        break;
      }
      default: if (at < now_len) now_run[at] = (u8)"0159af :.-%\n"[rnd(12)];
    }
  }
}

static void save_case(void) {
  char path[4096];
  unsigned long sum = 0xcbf29ce484222325ul;
  for (unsigned i = 0; i < now_len; i++) sum = (sum ^ now_run[i]) * 0x100000001b3ul;
  snprintf(path, sizeof path, "%s/%016lx", new_folder, sum);
  put_file(path, now_run, now_len);
}

static _Noreturn void over(void) {
  unsigned count = 0;
  for (unsigned i = 0; i < EDGES; i++) count += reached[i];
  put_file("edges", reached, EDGES);
  printf("%s: %ld executions in %.1f s, %u cases kept, %u edges\n", target, executions,
         now() - began, kept_count, count);
  fflush(stdout);
  _exit(0); /* the kept cases are no leak: nobody has to look for one */
}

/* A kept case, the shorter of two more often than not. */
static const Case *chosen(void) {
  const Case *one = &kept[rnd(kept_count)], *other = &kept[rnd(kept_count)];
  return rnd(4) && other->len < one->len ? other : one;
}

void next_case(void) {
  if (executions && reached_more) {
    if (executions > (long)given_count) keep(now_run, now_len);
    if (new_folder) save_case();
  }
  reached_more = 0;
  if (executions >= (long)given_count && executions >= most_executions) over();
  if (executions % 1024 == 1023 && now() - began >= (double)seconds) over();
  int as_it_is = executions < (long)given_count;
  const Case *next = as_it_is ? &kept[executions] : chosen();
  executions++;
  now_len = next->len;
  memcpy(now_run, next->bytes, now_len);
  if (!as_it_is) mutate();
}

static int by_length(const void *a, const void *b) {
  const Case *one = a, *other = b;
  return (one->len > other->len) - (one->len < other->len);
}

static void read_corpus(const char *folder) {
  struct dirent **found;
  int count = scandir(folder, &found, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, found[i]->d_name);
    FILE *f = found[i]->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (f) keep(now_run, (unsigned)fread(now_run, 1, ROOM, f)), fclose(f);
    free(found[i]);
  }
  if (count > 0) free(found);
  given_count = kept_count;
  qsort(kept, kept_count, sizeof *kept, by_length);
}

int main(int argc, char **argv) {
  static const struct { const char *name; void (*run)(void); } targets[] = {
    {"session", session_target}, {"files", files_target}, {"plan", plan_target},
    {"text", text_target}, {"reply", reply_target},
  };
  if (argc < 6) return 2;
  target = argv[1], most_executions = atol(argv[2]), seconds = atol(argv[3]);
  dice = strtoull(argv[4], NULL, 10) * 2654435761u + 88172645463325252ull;
  new_folder = argc > 6 ? argv[6] : NULL;
  read_corpus(argv[5]);
  __sanitizer_set_death_callback(keep_case);
  began = now();
  for (unsigned i = 0; kept_count && i < sizeof targets / sizeof *targets; i++)
    if (!strcmp(targets[i].name, target)) targets[i].run();
  return 2; /* no such target, or no case to begin with */
}
