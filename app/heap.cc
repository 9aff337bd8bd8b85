// How jemalloc, with which the program is linked, keeps what is freed.
//
// A page is fetched on one thread, read on another and freed on a third, and most of what it took
// is freed within a second. One arena keeps what one stage gave back from being held for that stage
// alone; what is not used again goes back to the system over the next two seconds of work. Threads
// have caches of their own for all but large blocks.
extern "C" {
// The name and the form are jemalloc's (jemalloc(3), "TUNING").
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
__attribute__((visibility("default"))) const char* malloc_conf =
    "narenas:1,dirty_decay_ms:2000,muzzy_decay_ms:0,tcache_max:4096";
}
