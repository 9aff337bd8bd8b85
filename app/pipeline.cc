#include "app/pipeline.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "app/ordered_stage.h"
#include "app/sync_thread.h"
#include "crawler/parse/archive.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kBatchRecords = 64;
constexpr std::size_t kBatchBytes = 1U << 20;  // a batch of large posts ends early

struct ReadBatch {
  std::vector<RawRecord> records;
  std::uint64_t read_bytes = 0;  // of the input, when the batch was full
};

struct Prepared {
  std::uint64_t number = 0;
  std::string reason;  // of a rejection, as counted
  Result<SignedArticle> article;
};

struct PreparedBatch {
  std::vector<Prepared> records;
  std::uint64_t read_bytes = 0;
};

std::string reason_of(const Error& error) {
  switch (error.code) {
    case Errc::kTooLarge:
      return "too-large";
    case Errc::kIo:
      return "unreadable";
    case Errc::kCorruption:
      return "damaged";
    default:
      return "bad-input";
  }
}

Prepared prepare(RawRecord record, const config::ParseSettings& settings,
                 std::uint64_t chunk_secret) {
  Prepared result;
  result.number = record.number;
  Result<Article> article;
  if (record.broken) {
    article = *record.broken;
  } else if (record.kind == RecordKind::kJsonLine) {
    article = crawler::parse::parse_json_record(record.bytes, record.context, settings);
  } else {
    article = crawler::parse::parse_post(record.bytes, record.context, settings);
  }
  if (!article) {
    result.reason = reason_of(article.error());
    result.article = article.error();
    return result;
  }
  // The outlet, not the path, is the source: the same archive in another place is the same.
  std::string source = "archive:" + article->outlet;
  result.article = sign_article(std::move(*article), std::move(source), chunk_secret);
  return result;
}

// What decides how bytes are read, in short.
std::string reading_of(const config::ParseSettings& parse) {
  std::string text = std::to_string(kExtractorVersion);
  for (const std::uint64_t value :
       {static_cast<std::uint64_t>(parse.assumed_utc_offset_minutes + 1440), parse.max_record_bytes,
        parse.html_max_bytes, static_cast<std::uint64_t>(parse.html_max_depth),
        parse.html_memory_bytes, static_cast<std::uint64_t>(parse.html_deadline.count())}) {
    text += ',' + std::to_string(value);
  }
  return to_hex(xxh3_64(text));
}

// Fills one batch; false when it is the last, because the input ended or a stop was asked for.
bool read_batch(Input& input, const PipelineHooks& hooks, ReadBatch& batch,
                std::atomic<bool>& complete) {
  std::size_t bytes = 0;
  while (batch.records.size() < kBatchRecords && bytes < kBatchBytes) {
    if (hooks.stop_requested && hooks.stop_requested()) return false;
    auto record = input.next();
    if (!record) {
      complete = true;
      return false;
    }
    bytes += record->bytes.size();
    batch.records.push_back(std::move(*record));
  }
  return true;
}

void read_all(Input& input, OrderedStage<ReadBatch, PreparedBatch>& stage,
              const PipelineHooks& hooks, std::atomic<bool>& complete) {
  for (bool more = true; more;) {
    ReadBatch batch;
    more = read_batch(input, hooks, batch, complete);
    batch.read_bytes = input.read_bytes();
    if (!batch.records.empty() && !stage.push(std::move(batch))) return;
  }
  stage.finish();
}

PreparedBatch prepare_batch(ReadBatch batch, const config::ParseSettings& settings,
                            std::uint64_t chunk_secret) {
  PreparedBatch result;
  result.read_bytes = batch.read_bytes;
  result.records.reserve(batch.records.size());
  for (RawRecord& record : batch.records) {
    result.records.push_back(prepare(std::move(record), settings, chunk_secret));
  }
  return result;
}

// Folds one record and counts how it ended.
Result<void> fold_record(Prepared record, Fold& fold, storage::InputProgress progress,
                         const PipelineHooks& hooks, PipelineTotals& totals) {
  ++totals.records;
  progress.done = record.number;
  if (!record.article) {
    ++totals.rejected[record.reason];
    if (hooks.rejected) hooks.rejected(record.article.error());
    return fold.reject(record.reason, record.article.error(), std::move(progress));
  }
  auto outcome = fold.fold(std::move(*record.article), std::move(progress));
  if (!outcome) return outcome.error();
  if (outcome->forgotten) {
    ++totals.rejected["forgotten"];
    return {};
  }
  if (outcome->repeat) {
    ++totals.repeats;
    return {};
  }
  ++totals.sightings;
  totals.items += outcome->new_item ? 1 : 0;
  totals.merged += outcome->merged_stories;
  ++totals.relations[std::string(to_string(outcome->relation))];
  return {};
}

}  // namespace

Result<PipelineTotals> fold_input(Input& input, Fold& fold, storage::Store& store,
                                  const config::Settings& settings, const PipelineHooks& hooks) {
  PipelineTotals totals;
  // Read otherwise, an input may give other records: it is then gone through again.
  const std::string signature = input.signature() + '/' + reading_of(settings.parse);
  storage::InputProgress progress{input.name(), signature, 0, false};
  auto earlier = store.input(input.name());
  if (!earlier) return earlier.error();
  if (*earlier && (*earlier)->signature == signature) {
    totals.resumed_at = (*earlier)->done;
    if ((*earlier)->complete) {
      totals.complete = totals.nothing_new = true;
      return totals;
    }
    input.skip(totals.resumed_at);
    progress.done = totals.resumed_at;
  }

  OrderedStage<ReadBatch, PreparedBatch> stage(
      std::max<std::size_t>(settings.backfill.queue_records / kBatchRecords, 1));
  std::atomic<bool> complete = false;
  std::vector<std::thread> threads;
  threads.emplace_back([&] { read_all(input, stage, hooks, complete); });
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const unsigned workers = settings.backfill.workers == 0 ? cores : settings.backfill.workers;
  for (unsigned i = 0; i < workers; ++i) {
    threads.emplace_back([&] {
      stage.work([&](ReadBatch batch) {
        return prepare_batch(std::move(batch), settings.parse, store.chunk_secret());
      });
    });
  }
  SyncThread sync(store, settings.store.sync_interval);
  Result<void> result;
  while (result) {
    auto batch = stage.pop();
    if (!batch) break;
    for (Prepared& record : batch->records) {
      progress.done = record.number;
      result = fold_record(std::move(record), fold, progress, hooks, totals);
      if (!result) break;
    }
    if (auto failure = sync.failure(); result && failure) result = *failure;
    if (result && hooks.progress) hooks.progress(totals, batch->read_bytes);
  }
  stage.stop();
  for (std::thread& thread : threads) thread.join();
  if (result && complete) {
    progress.complete = totals.complete = true;
    result = fold.finish(progress);
  } else if (result) {
    result = fold.flush();
  }
  auto synced = sync.finish();
  if (!result) return result.error();
  if (!synced) return synced.error();
  return totals;
}

}  // namespace storyfold::app
