/* Put before each source of the probe: narrow limits, and calls that go to the fuzzer's own kernel. */
#ifndef KERNEL_H
#define KERNEL_H
#include "limits.h"
#include "sys.h"
#undef SYS
#define SYS(name, a, b, c, d, e, f) \
  fuzzed_call(NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
long fuzzed_call(long number, long a, long b, long c, long d, long e, long f);
#endif
