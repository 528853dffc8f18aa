/* The fuzzer's part that sees the probe's own types, which cannot meet those of libc: the kernel's
 * numbers by their names, and single parsers on copies that end where their text ends, so that one
 * byte too far is seen. */
#include "kernel.h"

#include "../../containerloop/probe/probe.h"

void *malloc(size_t size);
void free(void *at);

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

static char *copied(const void *from, uint32_t len) {
  char *copy = malloc(len ? len : 1);
  memcpy(copy, from, len);
  return copy;
}

void reply_alone(const uint8_t *bytes, uint32_t len) {
  char *copy = copied(bytes, len);
  for (int v6 = 0; v6 < 2; v6++) {
    Request r;
    memset(&r, 0, sizeof r);
    dns_answer((const uint8_t *)copy, len, v6 ? 0x2222 : 0x1111, v6, &r);
    if (r.addr_count > MAX_ADDRESSES) __builtin_trap();
  }
  free(copy);
}

static void word_alone(Word word) {
  char *copy = copied(word.at, word.len), text[48];
  Word alone = {copy, word.len};
  Addr addr;
  uint32_t value;
  if (addr_parse(alone, &addr) && addr_text(&addr, text) > 46) __builtin_trap();
  word_number(alone, UINT32_MAX, &value);
  file_number(alone);
  same_name(alone, word);
  uint8_t *bytes = malloc(word.len / 2 + 1), query[512];
  word_hex(alone, bytes, &value);
  Word none = {"", 0};
  dns_query(query, sizeof query, 1, alone, none, false);
  dns_query(query, 1 + word.len % sizeof query, 1, alone, alone, true);
  free(bytes);
  free(copy);
}

void text_alone(const char *at, uint32_t len) {
  char *copy = copied(at, len);
  Word rest = {copy, len}, word;
  while (rest.len) {
    Word line = next_line(&rest);
    while (next_word(&line, &word)) word_alone(word);
  }
  free(copy);
}
