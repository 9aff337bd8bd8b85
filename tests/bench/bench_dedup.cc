// Articles -> fingerprints -> candidates -> verdicts. Items are texts, or pairs of them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "core/stages.h"
#include "dedup/align.h"
#include "dedup/candidate_index.h"
#include "dedup/fingerprint.h"
#include "dedup/judge.h"
#include "dedup/matching_form.h"
#include "tests/bench/sample.h"

namespace storyfold {
namespace {

constexpr std::uint64_t kSecret = 0x5eedULL;

struct Texts {
  std::vector<Article> articles;
  std::vector<dedup::MatchingForm> forms;
  std::vector<Fingerprint> prints;
  std::size_t bytes = 0;
};

const Texts& texts() {
  static const Texts made = [] {
    Texts all;
    all.articles = bench::articles_of(bench::utf8_outlets());
    for (const auto& article : all.articles) {
      const auto masked = dedup::masked_ranges(article.claims, article.headline);
      all.forms.push_back(dedup::make_form(article.body, masked));
      all.prints.push_back(dedup::sign(all.forms.back(), kSecret));
      all.bytes += article.body.size();
    }
    return all;
  }();
  return made;
}

void count(benchmark::State& state, std::size_t items, std::size_t bytes) {
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(items));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
}

void matching_form(benchmark::State& state) {
  for (auto _ : state) {
    for (const auto& article : texts().articles) {
      const auto masked = dedup::masked_ranges(article.claims, article.headline);
      benchmark::DoNotOptimize(dedup::make_form(article.body, masked));
    }
  }
  count(state, texts().articles.size(), texts().bytes);
}
BENCHMARK(matching_form);

void fingerprint(benchmark::State& state) {
  for (auto _ : state) {
    for (const auto& form : texts().forms) benchmark::DoNotOptimize(dedup::sign(form, kSecret));
  }
  count(state, texts().forms.size(), texts().bytes);
}
BENCHMARK(fingerprint);

// An index of `range` items: the sample's prints again and again, with other chunks and SimHashes,
// so that lists stay as short as they are in an archive of that size.
void probe(benchmark::State& state) {
  dedup::IndexSettings settings;
  settings.memory_bytes = 4ull << 30;
  dedup::CandidateIndex index(settings);
  const auto& prints = texts().prints;
  const auto items = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t n = 0; n < items; ++n) {
    Fingerprint print = prints[n % prints.size()];
    const std::uint64_t shift = (n / prints.size()) * 0x9E3779B97F4A7C15ULL;
    print.simhash ^= shift;
    for (auto& chunk : print.chunks) chunk ^= static_cast<std::uint32_t>(shift >> 32);
    std::sort(print.chunks.begin(), print.chunks.end());
    index.insert(n + 1, StoryId{n + 1}, print);
  }
  for (auto _ : state) {
    for (const auto& print : prints) benchmark::DoNotOptimize(index.probe(print));
  }
  count(state, prints.size(), 0);
}
BENCHMARK(probe)->Arg(1'000)->Arg(100'000);

// Neighbours by name are texts of one outlet: unrelated. The judge sees such pairs most often.
void judge_strangers(benchmark::State& state) {
  const config::DedupSettings settings;
  const auto& forms = texts().forms;
  for (auto _ : state) {
    for (std::size_t i = 1; i < forms.size(); ++i) {
      dedup::Side ours;
      ours.form = &forms[i];
      ours.item = i + 1;
      dedup::Side theirs;
      theirs.form = &forms[i - 1];
      theirs.item = i;
      benchmark::DoNotOptimize(dedup::judge_pair(ours, theirs, settings));
    }
  }
  count(state, forms.size() - 1, 0);
}
BENCHMARK(judge_strangers);

void align_with_the_half(benchmark::State& state) {
  const auto& all = texts();
  std::vector<dedup::MatchingForm> halves;
  for (const auto& article : all.articles) {
    const std::size_t cut = article.body.find('\n', article.body.size() / 2);
    halves.push_back(dedup::make_form(std::string_view(article.body).substr(0, cut), {}));
  }
  for (auto _ : state) {
    for (std::size_t i = 0; i < halves.size(); ++i) {
      benchmark::DoNotOptimize(dedup::align(all.forms[i], halves[i]));
    }
  }
  count(state, halves.size(), all.bytes);
}
BENCHMARK(align_with_the_half);

}  // namespace
}  // namespace storyfold
