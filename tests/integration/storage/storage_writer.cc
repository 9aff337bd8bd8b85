// storage_writer FOLDER ROUNDS COMPACT_EVERY: appends sample records. Prints "appended N" after
// every record, "synced N" after every sync (each 25 records) and "done" at the end, so that the
// process that started it knows what must be there. Compacts after every COMPACT_EVERY records.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>

#include "tests/integration/storage/sample.h"

namespace {

using namespace storyfold;

constexpr std::uint64_t kSyncEvery = 25;

void say(const std::string& line) {
  // One write a line: a kill never leaves half of one behind in a buffer.
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::perror("write");
}

Result<void> run(storage::Store& store, std::uint64_t last, std::uint64_t compact_every) {
  while (store.next_item() <= last) {
    const std::uint64_t n = store.next_item();
    if (auto done = storage::test::append_samples(store, n); !done) return done;
    say("appended " + std::to_string(n));
    if (n % kSyncEvery == 0) {
      if (auto done = store.sync(); !done) return done;
      say("synced " + std::to_string(n));
    }
    if (compact_every != 0 && n % compact_every == 0) {
      if (auto done = store.compact(); !done) return done;
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: storage_writer FOLDER RECORDS COMPACT_EVERY\n";
    return 2;
  }
  auto store = storage::Store::open_writer(argv[1], {.memory_bytes = 16u << 20}, true);
  if (!store) {
    std::cerr << store.error().what << "\n";
    return 1;
  }
  const auto done = run(**store, std::stoull(argv[2]), std::stoull(argv[3]));
  if (!done) {
    std::cerr << done.error().what << "\n";
    return 1;
  }
  say("done");
  return 0;
}
