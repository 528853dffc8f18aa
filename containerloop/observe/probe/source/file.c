/* The files of the namespace that the probe may show, and what tells whose it is: a chunk of hex per record and turn of the
 * loop, so that a long table holds up no attempt. Of the TCP tables only LISTEN and SYN_SENT rows
 * are passed on, of unix sockets those that listen (their flags stand where TCP has its state): a
 * busy machine has a hundred thousand others. */
#include "probe.h"

enum { READ_AT_ONCE = 4096, STATE_AT = 3 };

enum Sort { PLAIN, SOCKETS, LINK };

static const struct { const char *name, *path; enum Sort sort; } files[] = {
  {"tcp", "/proc/net/tcp", SOCKETS},     {"tcp6", "/proc/net/tcp6", SOCKETS},
  {"udp", "/proc/net/udp", PLAIN},       {"udp6", "/proc/net/udp6", PLAIN},
  {"route", "/proc/net/route", PLAIN},   {"ipv6_route", "/proc/net/ipv6_route", PLAIN},
  {"if_inet6", "/proc/net/if_inet6", PLAIN},
  {"hosts", ETC "/hosts", PLAIN},        {"resolv", ETC "/resolv.conf", PLAIN},
  {"netns", "/proc/self/ns/net", LINK},  {"boot", "/proc/sys/kernel/random/boot_id", PLAIN},
  {"unix", "/proc/net/unix", SOCKETS},
};

/* One file is read at a time; these belong to it. */
static int fd = -1;
static uint32_t passed, line_len;
static bool first_line;
static char line[ROW_ROOM];
static uint8_t chunk[CHUNK];
static uint32_t chunk_len;

int file_number(Word word) {
  for (uint32_t i = 0; i < sizeof files / sizeof *files; i++)
    if (word_is(word, files[i].name)) return (int)i;
  return -1;
}

static void flush(const Request *r) {
  if (!chunk_len) return;
  record_open("file", r->id);
  record_hex("data", chunk, chunk_len);
  record_close();
  chunk_len = 0;
}

static void pass(const Request *r, const char *text, uint32_t len) {
  if (len > FILE_MOST - passed) len = FILE_MOST - passed;
  passed += len;
  while (len) {
    uint32_t part = len < CHUNK - chunk_len ? len : CHUNK - chunk_len;
    memcpy(chunk + chunk_len, text, part);
    chunk_len += part, text += part, len -= part;
    if (chunk_len == CHUNK) flush(r);
  }
}

static bool row_matters(Word row) {
  Word word = {row.at, 0};
  for (int i = 0; i <= STATE_AT; i++)
    if (!next_word(&row, &word)) return false;
  return word_is(word, "0A") || word_is(word, "02") || word_is(word, "00010000");
}

static void pass_rows(const Request *r, const char *text, uint32_t len) {
  for (uint32_t i = 0; i < len; i++) {
    if (line_len < sizeof line) line[line_len++] = text[i];
    if (text[i] != '\n') continue;
    Word row = {line, line_len};
    if (first_line || row_matters(row)) pass(r, line, line_len);
    first_line = false, line_len = 0;
  }
}

static bool finish(const Request *r, int err) {
  flush(r);
  record_open("file", r->id);
  record_number("errno", err);
  record_flag("end", true);
  record_flag("cut", passed == FILE_MOST);
  record_close();
  if (fd >= 0) SYS(close, fd, 0, 0, 0, 0, 0);
  fd = -1;
  return true;
}

bool file_turn(Request *r) {
  static char text[READ_AT_ONCE];
  if (files[r->which].sort == LINK) {
    passed = chunk_len = 0;
    long n = SYS(readlinkat, AT_FDCWD, files[r->which].path, text, sizeof text, 0, 0);
    if (n > 0) pass(r, text, (uint32_t)n);
    return finish(r, n < 0 ? (int)-n : 0);
  }
  if (fd < 0) {
    passed = line_len = chunk_len = 0, first_line = true;
    fd = (int)SYS(openat, AT_FDCWD, files[r->which].path, O_CLOEXEC, 0, 0, 0);
    if (fd < 0) return finish(r, -fd);
  }
  long n = SYS(read, fd, text, sizeof text, 0, 0, 0);
  if (n <= 0) return finish(r, n < 0 ? (int)-n : 0);
  if (files[r->which].sort == SOCKETS) pass_rows(r, text, (uint32_t)n);
  else pass(r, text, (uint32_t)n);
  return passed == FILE_MOST ? finish(r, 0) : false;
}
