/* IPv4 and IPv6 addresses: text to bytes and back, and their socket form. */
#include "probe.h"

static bool parse_v4(Word word, uint8_t *to) {
  uint32_t at = 0;
  for (int part = 0; part < 4; part++) {
    uint32_t begin = at, value = 0;
    while (at < word.len && word.at[at] != '.') at++;
    Word digits = {word.at + begin, at - begin};
    if (digits.len > 3 || !word_number(digits, 255, &value)) return false;
    if (digits.len > 1 && digits.at[0] == '0') return false; /* octal to some, decimal to others */
    to[part] = (uint8_t)value;
    if (part < 3 && at++ >= word.len) return false;
  }
  return at == word.len;
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One group of an IPv6 address; how many characters it has, 0 when it is none. */
static uint32_t parse_group(Word rest, uint8_t *to) {
  uint32_t value = 0, len = 0;
  while (len < rest.len && hex_value(rest.at[len]) >= 0) {
    value = value * 16 + (uint32_t)hex_value(rest.at[len]);
    if (++len > 4) return 0;
  }
  to[0] = (uint8_t)(value >> 8), to[1] = (uint8_t)value;
  return len;
}

static bool parse_v6(Word word, uint8_t *to) {
  uint8_t raw[16];
  uint32_t filled = 0, gap = 17, at = 0;
  if (word.len < 2 || (word.at[0] == ':' && word.at[1] != ':')) return false;
  while (at < word.len) {
    if (word.at[at] == ':' && at + 1 < word.len && word.at[at + 1] == ':') {
      if (gap != 17) return false;
      gap = filled, at += 2;
      continue;
    }
    if (at && word.at[at] == ':' && word.at[at - 1] != ':') at++;
    Word rest = {word.at + at, word.len - at};
    if (filled <= 12 && parse_v4(rest, raw + filled)) {
      filled += 4, at = word.len;
      break;
    }
    uint32_t used = filled < 16 ? parse_group(rest, raw + filled) : 0;
    if (!used) return false;
    filled += 2, at += used;
    if (at < word.len && word.at[at] != ':') return false;
  }
  if (gap == 17 ? filled != 16 : filled > 14) return false;
  if (gap == 17) gap = 16;
  memset(to, 0, 16);
  memcpy(to, raw, gap);
  memcpy(to + 16 - (filled - gap), raw + gap, filled - gap);
  return true;
}

bool addr_parse(Word word, Addr *addr) {
  memset(addr, 0, sizeof *addr);
  if (parse_v4(word, addr->b)) return true;
  addr->v6 = parse_v6(word, addr->b);
  return addr->v6;
}

static uint32_t decimal(uint8_t value, char *to) {
  uint32_t len = 0;
  if (value >= 100) to[len++] = (char)('0' + value / 100);
  if (value >= 10) to[len++] = (char)('0' + value / 10 % 10);
  to[len++] = (char)('0' + value % 10);
  return len;
}

static uint32_t group(const uint8_t *b, char *to) {
  uint32_t value = (uint32_t)b[0] << 8 | b[1], len = 0;
  for (int shift = 12; shift >= 0; shift -= 4)
    if (len || !shift || value >> shift) to[len++] = "0123456789abcdef"[value >> shift & 15];
  return len;
}

/* The longest run of two or more zero groups, as RFC 5952 shortens it. */
static int zero_run(const uint8_t *b, int *length) {
  int best = -1;
  *length = 1;
  for (int i = 0; i < 8; i++) {
    int n = 0;
    while (i + n < 8 && !b[2 * (i + n)] && !b[2 * (i + n) + 1]) n++;
    if (n > *length) best = i, *length = n;
  }
  return best;
}

uint32_t addr_text(const Addr *addr, char *to) {
  uint32_t len = 0;
  int run_length, run = zero_run(addr->b, &run_length);
  for (int i = 0; !addr->v6 && i < 4; i++) {
    if (i) to[len++] = '.';
    len += decimal(addr->b[i], to + len);
  }
  for (int i = 0; addr->v6 && i < 8; i++) {
    if (i == run) {
      to[len++] = ':', to[len++] = ':';
      i += run_length - 1;
      continue;
    }
    if (i && i != run + run_length) to[len++] = ':';
    len += group(addr->b + 2 * i, to + len);
  }
  return len;
}

uint32_t addr_socket(const Addr *addr, uint16_t port, struct sockaddr_any *sa) {
  memset(sa, 0, sizeof *sa);
  sa->family = addr->v6 ? AF_INET6 : AF_INET;
  sa->port_be = (uint16_t)(port << 8 | port >> 8);
  memcpy(addr->v6 ? sa->v6 : sa->v4_or_flow, addr->b, addr->v6 ? 16 : 4);
  return addr->v6 ? 28 : 16;
}

void addr_from_socket(const struct sockaddr_any *sa, Addr *addr, uint16_t *port) {
  memset(addr, 0, sizeof *addr);
  addr->v6 = sa->family == AF_INET6;
  memcpy(addr->b, addr->v6 ? sa->v6 : sa->v4_or_flow, addr->v6 ? 16 : 4);
  *port = (uint16_t)(sa->port_be << 8 | sa->port_be >> 8);
}
