#pragma once
// Every setting of storyfold. The loader (config/load.h) knows each one's name, default, unit,
// range and example; docs/configuration.md and `storyfold config show` are made from that table.
// Plain values; a folder takes its slice, never all of it.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace storyfold::config {

struct StoreSettings {
  std::filesystem::path dir = "/var/lib/storyfold";  // store.dir
  std::uint64_t memory_bytes = 192ull << 20;         // store.memory: memtables + block cache
  std::chrono::milliseconds sync_interval{100};      // store.sync_interval: longest wait for a sync
};

struct ParseSettings {
  int assumed_utc_offset_minutes = 480;        // parse.assumed_utc_offset: of dates without a zone
  std::uint64_t max_record_bytes = 16u << 20;  // parse.max_record: larger records are rejected
  std::uint64_t html_max_bytes = 4u << 20;     // parse.html_max: larger HTML is read as plain text
  std::uint32_t html_max_depth = 512;          // parse.html_max_depth
  std::uint64_t html_memory_bytes = 256u << 20;   // parse.html_memory: arena of one parse
  std::chrono::milliseconds html_deadline{1000};  // parse.html_deadline: of one parse
};

struct BackfillSettings {
  unsigned workers = 0;                // backfill.workers: 0 = one a core
  std::uint64_t queue_records = 4096;  // backfill.queue_records: between the stages
};

struct FetchSettings {
  std::string user_agent_contact;                     // fetch.user_agent_contact
  std::chrono::milliseconds timeout{30'000};          // fetch.timeout: of a page and its redirects
  std::chrono::milliseconds connect_timeout{10'000};  // fetch.connect_timeout: of one address
  std::uint32_t max_redirects = 5;                    // fetch.max_redirects
  std::uint64_t max_page_bytes = 10u << 20;           // fetch.max_page: after decompression
  std::vector<std::string> allow_addresses;           // fetch.allow_addresses: CIDR prefixes
  std::string proxy;                                  // fetch.proxy: "" none
  std::filesystem::path ca_file;                      // fetch.ca_file: "" the system's
  std::chrono::milliseconds delay{1000};   // fetch.delay: between starts of requests to a host
  std::uint32_t connections_per_host = 2;  // fetch.connections_per_host
  std::uint32_t connections = 512;         // fetch.connections: in all
};

struct CrawlSettings {
  std::filesystem::path sources = "/etc/storyfold/sources";  // crawl.sources: folder of *.toml
  std::filesystem::path socket = "/run/storyfold/storyfold.sock";  // crawl.socket
  std::chrono::milliseconds once_max_wait{60'000};                 // crawl.once_max_wait
  std::uint32_t max_depth = 4;                   // crawl.max_depth: links from a source
  std::uint32_t host_budget = 20'000;            // crawl.host_budget: new addresses a day
  std::chrono::seconds poll_min{120};            // crawl.poll_min: between polls of a source
  std::chrono::seconds poll_max{86'400};         // crawl.poll_max
  std::chrono::seconds revisit_for{3 * 86'400};  // crawl.revisit_for: of an article
  std::chrono::seconds raw_keep{3 * 86'400};     // crawl.raw_keep
  std::uint64_t raw_max_bytes = 1ull << 30;      // crawl.raw_max
  unsigned workers = 0;                          // crawl.workers: 0 = one a core
  std::uint64_t memory_bytes = 16ull << 20;      // crawl.memory: forms, memtables, block cache
};

struct DedupSettings {
  std::uint64_t index_memory_bytes = 2ull << 30;  // dedup.index_memory
  std::uint64_t form_cache_bytes = 256ull << 20;  // dedup.form_cache: texts held for verifying
  std::uint32_t max_candidates = 12;              // dedup.max_candidates verified a text
  std::uint32_t boilerplate_stories = 64;         // dedup.boilerplate_stories
  double min_containment = 0.6;                   // dedup.min_containment
  double min_numbers_shared = 0.67;               // dedup.min_numbers_shared
  double max_number_conflicts = 0.2;              // dedup.max_number_conflicts
  std::uint32_t short_tokens = 40;                // dedup.short_tokens: shorter texts need more
  std::chrono::hours short_window{12};            // dedup.short_window
  std::vector<std::string> outlet_rank;           // dedup.outlet_rank: preferred outlets first
};

struct Settings {
  StoreSettings store;
  ParseSettings parse;
  BackfillSettings backfill;
  FetchSettings fetch;
  CrawlSettings crawl;
  DedupSettings dedup;
};

}  // namespace storyfold::config
