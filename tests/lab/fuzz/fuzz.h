/* What the parts of the fuzzer share. */
#ifndef FUZZ_H
#define FUZZ_H

enum { EDGES = 1 << 16, ROOM = 1 << 16 };

/* cover.c */
extern unsigned char reached[EDGES];
extern int reached_more;

/* fuzz.c */
extern unsigned char now_run[ROOM]; /* the case that is run */
extern unsigned now_len;
void next_case(void); /* puts another one there; ends the process when it is time */
void wrong(const char *what);

/* session.c: the whole probe, a batch for each case; the second with a plan of its own */
void session_target(void);
void files_target(void);

/* inside.c: single parsers on copies that end where their text ends */
void plan_target(void);
void text_target(void);
void reply_target(void);
long numbers(const char *name);
void forget_batch(void); /* forget.c */

/* Whoever touches forbidden bytes ends the run, where the compiler has AddressSanitizer. */
#if defined(__SANITIZE_ADDRESS__)
void __asan_poison_memory_region(const volatile void *at, unsigned long size);
void __asan_unpoison_memory_region(const volatile void *at, unsigned long size);
#define forbid(at, size) __asan_poison_memory_region(at, size)
#define allow(at, size) __asan_unpoison_memory_region(at, size)
#else
#define forbid(at, size) ((void)(at), (void)(size))
#define allow(at, size) ((void)(at), (void)(size))
#endif

#endif
