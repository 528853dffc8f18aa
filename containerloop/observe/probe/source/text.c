/* Words, numbers and hex of a line of text. Nothing here allocates or keeps anything. */
#include "probe.h"

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool next_word(Word *rest, Word *word) {
  while (rest->len && blank(*rest->at)) rest->at++, rest->len--;
  word->at = rest->at;
  while (rest->len && !blank(*rest->at)) rest->at++, rest->len--;
  word->len = (uint32_t)(rest->at - word->at);
  return word->len > 0;
}

Word next_line(Word *rest) {
  Word line = {rest->at, 0};
  while (line.len < rest->len && line.at[line.len] != '\n') line.len++;
  uint32_t used = line.len < rest->len ? line.len + 1 : line.len;
  rest->at += used, rest->len -= used;
  return line;
}

bool word_is(Word word, const char *text) {
  uint32_t i = 0;
  while (i < word.len && text[i] && word.at[i] == text[i]) i++;
  return i == word.len && !text[i];
}

bool word_number(Word word, uint32_t max, uint32_t *value) {
  uint64_t sum = 0;
  if (!word.len || word.len > 10) return false;
  for (uint32_t i = 0; i < word.len; i++) {
    if (word.at[i] < '0' || word.at[i] > '9') return false;
    sum = sum * 10 + (uint64_t)(word.at[i] - '0');
  }
  *value = (uint32_t)sum;
  return sum <= max;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool word_hex(Word word, uint8_t *to, uint32_t *len) {
  if (word.len % 2) return false;
  for (uint32_t i = 0; i < word.len; i += 2) {
    int high = hex_digit(word.at[i]), low = hex_digit(word.at[i + 1]);
    if (high < 0 || low < 0) return false;
    to[i / 2] = (uint8_t)(high * 16 + low);
  }
  *len = word.len / 2;
  return true;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool same_name(Word a, Word b) {
  if (a.len != b.len) return false;
  for (uint32_t i = 0; i < a.len; i++)
    if (lower(a.at[i]) != lower(b.at[i])) return false;
  return true;
}
