// Stored posts -> articles, and the steps of it. Items are posts.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "config/settings.h"
#include "crawler/parse/archive.h"
#include "crawler/parse/claims.h"
#include "crawler/parse/text.h"
#include "tests/bench/sample.h"

namespace storyfold {
namespace {

namespace parse = crawler::parse;

// Runs `step` over all of `inputs` again and again, and says items and bytes a second.
template <class Step>
void over_all(benchmark::State& state, const std::vector<std::string>& inputs, Step step) {
  std::size_t bytes = 0;
  for (const auto& input : inputs) bytes += input.size();
  for (auto _ : state) {
    for (const auto& input : inputs) benchmark::DoNotOptimize(step(input));
  }
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(inputs.size()));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
}

void whole_post(benchmark::State& state) {
  const parse::RecordContext context{"sample", "sample.md", "sample"};
  const config::ParseSettings settings;
  over_all(state, bench::posts_of(bench::utf8_outlets()),
           [&](const std::string& post) { return parse::parse_post(post, context, settings); });
}
BENCHMARK(whole_post);

void gb18030_to_utf8(benchmark::State& state) {
  over_all(state, bench::posts_of({"wuan-evening"}),
           [](const std::string& post) { return parse::to_utf8(post); });
}
BENCHMARK(gb18030_to_utf8);

void html_to_blocks(benchmark::State& state) {
  const config::ParseSettings settings;
  over_all(state, bench::posts_of({"yanhu-securities"}),
           [&](const std::string& post) { return parse::html_to_text(post, settings); });
}
BENCHMARK(html_to_blocks);

void claims(benchmark::State& state) {
  const config::ParseSettings settings;
  std::vector<std::vector<parse::TextBlock>> texts;
  for (const auto& post : bench::posts_of({"yanhu-securities"})) {
    texts.push_back(parse::html_to_text(post, settings).blocks);
  }
  for (auto _ : state) {
    for (const auto& blocks : texts) {
      benchmark::DoNotOptimize(parse::read_claims(blocks, "收评"));
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * texts.size()));
}
BENCHMARK(claims);

}  // namespace
}  // namespace storyfold
