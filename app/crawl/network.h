#pragma once
// Fetching and reading, beside the thread that decides: one Asio thread asks for pages politely
// (crawler/fetch/engine.h), a pool of threads reads what came (document.h). What is begun comes
// back once, in the order in which it ends.
//
// start(), wait() and the other calls from one thread, the owner's; wake() from any thread or
// signal-free context. The store is only read, one host's record at a time when a host is met: a
// point read, few of them a second, on the network thread.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/crawl/document.h"
#include "config/settings.h"
#include "core/crawl.h"
#include "core/result.h"
#include "crawler/fetch/engine.h"

namespace storyfold::app {

struct Job {
  crawler::fetch::FetchRequest request;
  DocumentRequest reading;  // `reading.record` is the address as it was kept before
  // Of a later page of an article: how the first was answered, without its bytes.
  std::optional<crawler::fetch::FetchOutcome> first;
  std::uint64_t first_hash = 0;  // of those bytes
};

struct Visit {
  UrlRecord before;
  crawler::fetch::FetchOutcome outcome;
  std::optional<Document> document;                   // of outcomes with a page whose bytes are new
  std::optional<crawler::fetch::FetchOutcome> first;  // these two as in the job
  std::uint64_t first_hash = 0;
  DocumentRequest reading;        // of a later page that could not be had: as in the job
  std::vector<HostRecord> hosts;  // that changed since the last visit that came back
};

// Makes a page a document, on any thread. Tests hand over their own.
using PageReader = std::function<Document(const FetchedPage& page, DocumentRequest request)>;

class Network {
 public:
  // `known`: what is kept of a host (engine.h), called on the network thread for as long as this
  // lives. `read`: in place of read_document(). kBadInput: fetch.allow_addresses.
  static Result<std::unique_ptr<Network>> start_threads(
      const config::Settings& settings, crawler::fetch::FetchEngine::KnownHost known,
      std::uint64_t chunk_secret, PageReader read = nullptr);
  // Cuts off what runs, and waits a moment for the pages that are being read. A thread that goes on
  // with one is left behind, with all that it uses.
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // Whether there is room for another job. Most of those inside wait for their host's turn and hold
  // little; of fetched pages the engine sees to it that few wait to be read.
  [[nodiscard]] bool has_room() const;
  void start(Job job);
  // What ended since the last call; waits for the first at most so long. Ends early on wake().
  [[nodiscard]] std::vector<Visit> wait(std::chrono::milliseconds longest);
  void wake();
  // Everything that waits or runs ends soon, most of it with FetchEnd::kStopped.
  void stop();

  [[nodiscard]] std::size_t running() const;  // started and not yet handed back
  [[nodiscard]] crawler::fetch::EngineCounters counters() const;
  // Whether the network thread has come round since the last call that said so; never waits. False
  // for a while is usual, for long it means that the thread hangs.
  [[nodiscard]] bool goes_on();
  // Host records that changed and went with no visit. None when the network does not answer within
  // a second.
  [[nodiscard]] std::vector<HostRecord> last_hosts();
  // Pages that threads of this process were left behind with. Unless it is none, the process is to
  // end by _exit(): nothing that such a thread may use is to be destroyed under it.
  [[nodiscard]] static std::size_t left_behind();

 private:
  struct Impl;
  explicit Network(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace storyfold::app
