/* Records to stdout. They wait in a buffer and are written when the reader has room, so that a slow
 * reader neither delays a measurement nor keeps the probe alive. Values are numbers, hex, addresses
 * and words of the probe's own: nothing that JSON would have to escape. */
#include "probe.h"

static char buffer[BUFFER];
static uint32_t from, to;

static void put(const char *text, uint32_t len) {
  if (to + len > BUFFER) { /* cannot be: work begins only while out_roomy() */
    leave(3);
  }
  memcpy(buffer + to, text, len);
  to += len;
}

static void put_text(const char *text) {
  uint32_t len = 0;
  while (text[len]) len++;
  put(text, len);
}

static void put_number(int64_t value) {
  char digits[20];
  uint32_t at = sizeof digits;
  uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
  do digits[--at] = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) put_text("-");
  put(digits + at, (uint32_t)sizeof digits - at);
}

static void put_key(const char *key) {
  put_text(",\"");
  put_text(key);
  put_text("\":");
}

static void put_addr(const Addr *addr) {
  char text[48];
  uint32_t len = addr_text(addr, text);
  put_text("\"");
  put(text, len);
  put_text("\"");
}

void record_bare(const char *kind) {
  put_text("{\"k\":\"");
  put_text(kind);
  put_text("\"");
}

void record_open(const char *kind, uint32_t id) {
  record_bare(kind);
  record_number("id", id);
}

void record_number(const char *key, int64_t value) {
  put_key(key);
  put_number(value);
}

void record_word(const char *key, const char *word) {
  put_key(key);
  put_text("\"");
  put_text(word);
  put_text("\"");
}

void record_flag(const char *key, bool value) {
  put_key(key);
  put_text(value ? "true" : "false");
}

void record_hex(const char *key, const uint8_t *bytes, uint32_t len) {
  static const char digits[] = "0123456789abcdef";
  put_key(key);
  put_text("\"");
  for (uint32_t i = 0; i < len; i++) {
    char pair[2] = {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
    put(pair, 2);
  }
  put_text("\"");
}

void record_addr(const char *key, const Addr *addr) {
  put_key(key);
  put_addr(addr);
}

void record_addrs(const char *key, const Addr *addrs, int count) {
  put_key(key);
  put_text("[");
  for (int i = 0; i < count; i++) {
    if (i) put_text(",");
    put_addr(addrs + i);
  }
  put_text("]");
}

void record_close(void) { put_text("}\n"); }

bool out_roomy(void) { return to < ROOMY; }

static void writable(int index, int revents) {
  (void)index;
  if (revents & (POLLERR | POLLNVAL)) leave(0); /* nobody reads any more */
  if (!(revents & POLLOUT) || from == to) return;
  uint32_t len = to - from < WRITE_AT_ONCE ? to - from : WRITE_AT_ONCE;
  long n = SYS(write, 1, buffer + from, len, 0, 0, 0);
  if (n == -E_AGAIN || n == -E_INTR) return;
  if (n <= 0) leave(0);
  from += (uint32_t)n;
  if (from == to) {
    from = to = 0;
  } else if (from >= ROOMY / 2) {
    memmove(buffer, buffer + from, to - from);
    to -= from, from = 0;
  }
}

void out_watch(void) { watch(1, from < to ? POLLOUT : 0, writable, 0); }
