/* The fuzzer's part that sees the probe's own types, which cannot meet those of libc: the kernel's
 * numbers by their names, and single parsers on copies that end where their text ends, so that one
 * byte too far is seen. */
#include "kernel.h"

#include "fuzz.h"
#include "probe.h"

static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

long numbers(const char *name) {
  static const struct { const char *name; long number; } all[] = {
    {"read", NR_read}, {"write", NR_write}, {"openat", NR_openat}, {"close", NR_close},
    {"socket", NR_socket}, {"connect", NR_connect}, {"sendto", NR_sendto},
    {"recvfrom", NR_recvfrom}, {"getsockopt", NR_getsockopt}, {"getsockname", NR_getsockname},
    {"accept4", NR_accept4}, {"clock_gettime", NR_clock_gettime}, {"ppoll", NR_ppoll},
    {"getrandom", NR_getrandom}, {"uname", NR_uname}, {"listen", NR_listen},
  };
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
    if (same(all[i].name, name)) return all[i].number;
  return -1;
}

static char rooms[2][ROOM + 8] __attribute__((aligned(8)));

/* A copy of a text with nothing behind it that may be touched. */
static char *copied(int room, const void *from, uint32_t len) {
  allow(rooms[room], ROOM + 8);
  memcpy(rooms[room], from, len);
  forbid(rooms[room] + len, ROOM + 8 - len);
  return rooms[room];
}

static void reply_alone(bool v6) {
  Request r;
  const uint8_t *packet = (const uint8_t *)copied(0, now_run, now_len);
  memset(&r, 0, sizeof r);
  dns_answer(packet, now_len, v6 ? 0x2222 : 0x1111, v6, &r);
  if (r.addr_count > MAX_ADDRESSES) wrong("more addresses than there is room for");
}

void reply_target(void) {
  for (;;) {
    next_case();
    reply_alone(false), reply_alone(true);
  }
}

static void word_alone(Word word) {
  static uint8_t bytes[ROOM / 2], query[512];
  char text[48];
  Addr addr;
  uint32_t value;
  Word alone = {copied(1, word.at, word.len), word.len}, none = {"", 0};
  if (addr_parse(alone, &addr) && addr_text(&addr, text) > 46) wrong("an address too long");
  word_number(alone, UINT32_MAX, &value);
  file_number(alone);
  same_name(alone, word);
  word_hex(alone, bytes, &value);
  dns_query(query, sizeof query, 1, alone, none, false);
  dns_query(query, 1 + word.len % sizeof query, 1, alone, alone, true);
}

void text_target(void) {
  for (;;) {
    next_case();
    Word rest = {copied(0, now_run, now_len), now_len}, word;
    while (rest.len) {
      Word line = next_line(&rest);
      while (next_word(&line, &word)) word_alone(word);
    }
  }
}

void plan_target(void) {
  for (;;) {
    next_case();
    Word rest = {(const char *)now_run, now_len};
    while (rest.len) {
      Word line = next_line(&rest);
      line.at = copied(0, line.at, line.len);
      batch_add(line);
    }
    forget_batch();
  }
}
