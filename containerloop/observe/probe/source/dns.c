/* DNS packets: one question out, the addresses of one answer in. Every length is checked against
 * the packet; names of the answer are only stepped over. */
#include "probe.h"

enum { TYPE_A = 1, TYPE_AAAA = 28, CLASS_IN = 1, HEADER = 12, TRUNCATED = 2 };

/* Appends the labels of a name; false when a label or the whole is longer than DNS allows. */
static bool put_labels(uint8_t *to, uint32_t room, uint32_t *len, Word name) {
  uint32_t begin = 0;
  while (begin < name.len) {
    uint32_t end = begin;
    while (end < name.len && name.at[end] != '.') end++;
    uint32_t size = end - begin;
    if (!size || size > 63 || *len + size + 2 > room) return false;
    to[(*len)++] = (uint8_t)size;
    memcpy(to + *len, name.at + begin, size);
    *len += size, begin = end + 1;
  }
  return true;
}

uint32_t dns_query(uint8_t *to, uint32_t room, uint16_t id, Word name, Word domain, bool v6) {
  static const uint8_t tail[] = {0, 0, 0, 0, CLASS_IN};
  uint32_t len = HEADER;
  memset(to, 0, HEADER);
  to[0] = (uint8_t)(id >> 8), to[1] = (uint8_t)id, to[2] = 1 /* recursion desired */, to[5] = 1;
  if (name.len && name.at[name.len - 1] == '.') name.len--;
  if (!name.len || !put_labels(to, room, &len, name) || !put_labels(to, room, &len, domain))
    return 0;
  if (len - HEADER > MAX_NAME + 1 || len + sizeof tail > room) return 0;
  memcpy(to + len, tail, sizeof tail);
  to[len + 2] = v6 ? TYPE_AAAA : TYPE_A;
  return len + (uint32_t)sizeof tail;
}

static uint32_t u16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }

/* The offset behind a name, or 0 when it leaves the packet. */
static uint32_t behind_name(const uint8_t *packet, uint32_t len, uint32_t at) {
  while (at < len) {
    if (packet[at] >= 0xc0) return at + 2;
    if (!packet[at]) return at + 1;
    at += packet[at] + 1u;
  }
  return 0;
}

int dns_answer(const uint8_t *packet, uint32_t len, uint16_t id, bool v6, Request *r) {
  uint32_t type = v6 ? TYPE_AAAA : TYPE_A, size = v6 ? 16 : 4, found = 0;
  if (len < HEADER || u16(packet) != id || !(packet[2] & 0x80) || u16(packet + 4) != 1) return -1;
  uint32_t at = behind_name(packet, len, HEADER);
  if (!at || at + 4 > len || u16(packet + at) != type) return -1;
  at += 4;
  for (uint32_t left = u16(packet + 6); left && at; left--) {
    at = behind_name(packet, len, at);
    if (!at || at + 10 > len || at + 10 + u16(packet + at + 8) > len) break;
    const uint8_t *row = packet + at;
    at += 10 + u16(row + 8);
    if (u16(row) != type || u16(row + 2) != CLASS_IN || u16(row + 8) != size) continue;
    Addr addr = {v6, {0}};
    memcpy(addr.b, row + 10, size);
    add_addr(r, &addr);
    found++;
  }
  if (!found && (packet[2] & TRUNCATED)) r->lookup.err = E_MSGSIZE;
  return packet[3] & 15;
}
