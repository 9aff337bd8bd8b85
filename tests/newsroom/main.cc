// storyfold-newsroom: a dozen invented outlets on 127.2.0.1 and up, for a crawler to follow.
// Stories appear over the time given by --pace. Prints one line of JSON when it answers; SIGTERM
// or SIGINT ends it. Exit code 0, or 1 with the cause on standard error.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/newsroom/dates.h"
#include "tests/newsroom/outlets.h"
#include "tests/newsroom/plan.h"
#include "tests/newsroom/server.h"

namespace {

using namespace storyfold;
using namespace storyfold::newsroom;

struct Options {
  unsigned short port = 0;
  unsigned pace_seconds = 50;
  std::filesystem::path out = "newsroom";
  std::filesystem::path stories = STORYFOLD_NEWSROOM_STORIES;
  std::filesystem::path layouts = STORYFOLD_NEWSROOM_LAYOUTS;
};

std::string edit_name(Edit edit) {
  switch (edit) {
    case Edit::kNone:
      return "none";
    case Edit::kHeadline:
      return "headline";
    case Edit::kLead:
      return "lead";
    case Edit::kCut:
      return "cut";
    case Edit::kMore:
      return "more";
    case Edit::kDisclaimer:
      return "disclaimer";
  }
  return "";
}

Result<std::vector<Layout>> read_layouts(const std::filesystem::path& folder) {
  std::vector<Layout> layouts;
  for (const Outlet& outlet : all_outlets()) {
    auto layout = read_layout(folder / fmt::format("{}.html", outlet.id));
    if (!layout) return layout.error();
    layouts.push_back(std::move(*layout));
  }
  return layouts;
}

// Home pages, one a line: what `storyfold sources import` takes.
std::string seeds(unsigned port) {
  std::string text;
  for (std::size_t i = 0; i < all_outlets().size(); ++i) text += origin_of(i, port) + "/\n";
  return text;
}

// Which article tells which story, for whoever wants to check the folding.
std::string truth(const std::vector<Article>& articles, unsigned port) {
  std::string text;
  for (const Article& article : articles) {
    const nlohmann::json line{{"url", origin_of(article.outlet, port) + article.path},
                              {"outlet", all_outlets()[article.outlet].name},
                              {"story", article.story},
                              {"edit", edit_name(article.edit)},
                              {"title", article.versions.front().text.title},
                              {"published", LocalTime(article.published(), "+00:00").iso()},
                              {"corrected", article.versions.size() > 1},
                              {"noindex", article.noindex}};
    text += line.dump() + "\n";
  }
  return text;
}

// Settings to follow the newsroom with: quicker than anybody may be on the web. A JSON string is a
// TOML string.
std::string config(const std::filesystem::path& folder) {
  const auto quoted = [&](std::string_view name) {
    return nlohmann::json((folder / name).string()).dump();
  };
  return fmt::format(
      "# Settings to follow the newsroom with; written by storyfold-newsroom.\n"
      "[store]\n"
      "dir = {}\n\n"
      "[fetch]\n"
      "# The outlets live on loopback addresses, which are refused otherwise.\n"
      "allow_addresses = [\"127.2.0.0/16\"]\n"
      "delay = \"100ms\"\n\n"
      "[crawl]\n"
      "sources = {}\n"
      "socket = {}\n"
      "once_max_wait = \"10s\"\n"
      "poll_min = \"1s\"\n"
      "poll_max = \"5s\"\n",
      quoted("store"), quoted("sources"), quoted("storyfold.sock"));
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return Error{Errc::kIo, "cannot write " + path.string()};
  return {};
}

Result<void> run(const Options& options) {
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed) {
    return Error{Errc::kIo, "cannot make folder " + options.out.string() + ": " + failed.message()};
  }
  boost::asio::io_context context(1);
  auto acceptors = listen_on_all(context, options.port);
  if (!acceptors) return acceptors.error();
  const unsigned port = acceptors->front().local_endpoint().port();

  auto layouts = read_layouts(options.layouts);
  if (!layouts) return layouts.error();
  auto stories = read_stories(options.stories);
  if (!stories) return stories.error();
  const Clock clock{std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                    std::chrono::seconds(options.pace_seconds)};
  auto articles = publish(std::move(*stories), clock);
  if (!articles) return articles.error();
  const std::size_t count = articles->size();

  const auto folder = std::filesystem::absolute(options.out);
  if (auto done = write_file(folder / "seeds.txt", seeds(port)); !done) return done;
  if (auto done = write_file(folder / "newsroom.toml", config(folder)); !done) return done;
  if (auto done = write_file(folder / "truth.jsonl", truth(*articles, port)); !done) return done;

  Site site(std::move(*articles), std::move(*layouts), port);
  Server server(site, folder / "requests.jsonl");
  server.start(std::move(*acceptors));
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const auto& error, int) {
    if (!error) context.stop();
  });
  const nlohmann::json ready{{"port", port},
                             {"pid", getpid()},
                             {"outlets", all_outlets().size()},
                             {"articles", count},
                             {"seeds", (folder / "seeds.txt").string()},
                             {"config", (folder / "newsroom.toml").string()},
                             {"truth", (folder / "truth.jsonl").string()}};
  std::puts(ready.dump().c_str());
  std::fflush(stdout);
  context.run();
  return {};
}

}  // namespace

int main(int count, char** values) {
  Options options;
  CLI::App app("A dozen invented news outlets on 127.2.0.1 and up.", "storyfold-newsroom");
  app.add_option("--port", options.port, "port of all outlets; 0: a free one");
  app.add_option("--pace", options.pace_seconds, "seconds over which stories appear")
      ->check(CLI::Range(static_cast<unsigned>(kLeastPace.count()), 86'400U));
  app.add_option("--out", options.out, "folder for seeds.txt, newsroom.toml and logs");
  app.add_option("--stories", options.stories, "folder of the texts");
  app.add_option("--layouts", options.layouts, "folder of the page layouts");
  CLI11_PARSE(app, count, values);
  try {
    const auto done = run(options);
    if (done) return 0;
    std::fprintf(stderr, "storyfold-newsroom: %s\n", done.error().what.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "storyfold-newsroom: internal error: %s\n", error.what());
  }
  return 1;
}
