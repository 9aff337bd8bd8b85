#include "app/cli.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "app/exit_codes.h"
#include "app/json_out.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

struct Answer {
  int code = 0;
  std::string out;
  std::string err;
};

Answer run(const std::vector<std::string>& arguments) {
  Answer answer;
  Output out(answer.out);
  Output err(answer.err);
  constexpr int kNoTerminal = -1;
  answer.code = run_cli(arguments, out, err, kNoTerminal);
  return answer;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Commands open a store of their own, as readers beside the writer here.
struct Program {
  SampleStore sample;
  Answer operator()(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", sample.folder()});
    return run(arguments);
  }
};

}  // namespace

TEST_CASE("without a command, and with an unknown one, usage is refused with a way on", "[cli]") {
  CHECK(run({}).code == kExitUsage);
  CHECK(has(run({}).err, "no command given"));
  const auto unknown = run({"exprot"});
  CHECK(unknown.code == kExitUsage);
  CHECK(has(unknown.err, "unknown command 'exprot'; did you mean 'export'?"));
  CHECK(has(run({"gte", "x"}).err, "did you mean 'get'?"));
  CHECK(has(run({"--store", "get", "stroy"}).err, "did you mean 'story'?"));
  CHECK_FALSE(has(run({"zzzzzz"}).err, "did you mean"));
}

TEST_CASE("missing, unknown and bad arguments are usage errors on standard error", "[cli]") {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"get"},
                                                {"explain", "aaaaaaaa"},
                                                {"list", "--nope"},
                                                {"list", "--limit", "many"},
                                                {"list", "--limit", "0"},
                                                {"list", "--min-members", "-1"},
                                                {"list", "--order", "oldest"},
                                                {"near", "aaaaaaaa", "--distance", "65"},
                                                {"export", "--format", "xml"},
                                                {"get", "aaaaaaaa", "--text", "--no-text"},
                                                {"--color", "pink", "stats"},
                                                {"config", "edit"},
                                                {"completion", "fish"},
                                                {"backfill"}}) {
    const auto answer = run(wrong);
    CAPTURE(wrong.front(), answer.err);
    CHECK(answer.code == kExitUsage);
    CHECK(answer.out.empty());
    CHECK(answer.err.starts_with("storyfold: "));
  }
}

TEST_CASE("help tells exit codes and examples, and is no error", "[cli]") {
  const auto help = run({"--help"});
  CHECK(help.code == kExitOk);
  CHECK(has(help.out, "Exit codes:"));
  for (const auto& command : describe_commands()) {
    const auto each = run({command.name, "--help"});
    CAPTURE(command.name);
    CHECK(each.code == kExitOk);
    CHECK(has(each.out, "Examples:"));
    CHECK(has(each.out, "storyfold " + command.name));
    CHECK(has(help.out, command.name));
  }
}

TEST_CASE("the version names what stored data depends on", "[cli]") {
  const auto version = run({"--version"});
  CHECK(version.code == kExitOk);
  for (const auto* part : {"storyfold ", "store schema", "fingerprint", "extractor", "rocksdb"}) {
    CHECK(has(version.out, part));
  }
}

TEST_CASE("common options stand before or after the command; the environment comes last", "[cli]") {
  SampleStore sample;
  CHECK(run({"--store", sample.folder(), "--json", "stats"}).code == kExitOk);
  CHECK(run({"stats", "--json", "--store", sample.folder()}).code == kExitOk);
  ::setenv("STORYFOLD_STORE", sample.folder().c_str(), 1);
  CHECK(run({"stats"}).code == kExitOk);
  CHECK(run({"stats", "--store", "/no/such/store"}).code == kExitStore);
  ::unsetenv("STORYFOLD_STORE");
}

TEST_CASE("a store that is not there is said by name, and not made", "[cli]") {
  const TemporaryFolder folder;
  const auto path = (folder.path() / "none").string();
  const auto answer = run({"stats", "--store", path});
  CHECK(answer.code == kExitStore);
  CHECK(has(answer.err, path));
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("get shows an item for people and for programs", "[cli]") {
  Program program;
  const auto text = program({"get", program.sample.item_1});
  CHECK(text.code == kExitOk);
  for (const auto* part : {"Harbour reopens", "Harbour Post", "2024-03-04T10:00:00+02:00",
                           "the port office said", "Carried by 2", "Pier Gazette"}) {
    CHECK(has(text.out, part));
  }
  CHECK(has(text.out, kBodyA));
  CHECK_FALSE(has(program({"get", program.sample.item_1, "--no-text"}).out, kBodyA));
  CHECK(program({"get", program.sample.item_1, "--text"}).out == std::string(kBodyA) + "\n");
  const auto json = program({"get", program.sample.item_1, "--json"});
  CHECK(Json::parse(json.out)["item"] == program.sample.item_1);
}

TEST_CASE("get of a URL with two texts shows the newest and names the other", "[cli]") {
  Program program;
  const auto answer = program({"get", kUrlB, "--no-text"});
  CHECK(has(answer.out, program.sample.item_4));
  CHECK(has(answer.out, "Earlier texts of this URL"));
  CHECK(has(answer.out, program.sample.item_3.substr(0, 16)));
}

TEST_CASE("what is not stored is exit code 3 with what was looked for", "[cli]") {
  Program program;
  for (const auto* command : {"get", "story", "near"}) {
    const auto answer = program({command, "00000000deadbeef"});
    CAPTURE(command);
    CHECK(answer.code == kExitNotFound);
    CHECK(has(answer.err, "00000000deadbeef"));
    CHECK(answer.out.empty());
  }
  CHECK(program({"diff", program.sample.item_1, "00000000deadbeef"}).code == kExitNotFound);
}

TEST_CASE("a story tells who published, when, and what each changed", "[cli]") {
  Program program;
  const auto answer = program({"story", "1111222233334444"});
  CHECK(answer.code == kExitOk);
  for (const auto* part : {"it was published first", "82 % the same, 4 % reworded",
                           "the same words", "contained-in", "Was also", "99990000aaaabbbb"}) {
    CHECK(has(answer.out, part));
  }
}

TEST_CASE("list refuses a date it cannot read with one it could", "[cli]") {
  Program program;
  const auto answer = program({"list", "--since", "yesterday"});
  CHECK(answer.code == kExitUsage);
  CHECK(has(answer.err, "--since: 'yesterday' is no date"));
  CHECK(program({"list", "--since", "2024-03-05"}).out.starts_with("5555666677778888"));
}

TEST_CASE("explain answers first, then shows measures beside thresholds", "[cli]") {
  Program program;
  const auto one = program({"explain", program.sample.item_1, program.sample.item_2});
  CHECK(one.code == kExitOk);
  CHECK(one.out.starts_with("One story: 1111222233334444"));
  CHECK(has(one.out, ">= 0.60"));
  const auto two = program({"explain", program.sample.item_1, program.sample.item_3});
  CHECK(two.out.starts_with("Two stories: "));
  CHECK(has(two.out, "quotes it"));
  CHECK(has(two.out, "became 1111222233334444"));
}

TEST_CASE("diff marks what the second text leaves out and adds", "[cli]") {
  Program program;
  const auto answer = program({"diff", program.sample.item_1, program.sample.item_2});
  CHECK(answer.code == kExitOk);
  CHECK(has(answer.out, "[-reopened -]{+opened +}"));
  const auto coloured =
      program({"diff", program.sample.item_1, program.sample.item_2, "--color", "always"});
  CHECK(has(coloured.out, "\x1b[31mreopened \x1b[0m"));
  const auto json = program({"diff", program.sample.item_1, program.sample.item_2, "--json"});
  CHECK(Json::parse(json.out)["only_a"] == 1);
}

TEST_CASE("a file is compared with what is stored", "[cli]") {
  Program program;
  const TemporaryFolder folder;
  const auto draft = folder.file("draft.txt", kBodyA);
  const auto near = program({"near", draft, "--json"});
  CHECK(near.code == kExitOk);
  CHECK(has(near.out, program.sample.item_2));
  CHECK(has(program({"diff", draft, program.sample.item_1}).out, "0 only in the first"));
  const auto missing = program({"near", folder.path() / "none.txt"});
  CHECK(missing.code == kExitIo);
  CHECK(has(missing.err, "none.txt"));
  CHECK(program({"diff", "-", "-"}).code == kExitUsage);
}

TEST_CASE("hash and extract need no store", "[cli]") {
  SampleStore sample;
  const TemporaryFolder folder;
  const auto file = folder.file("body.txt", kBodyA);
  const auto hash = run({"hash", file, "--json"});
  CHECK(hash.code == kExitOk);
  CHECK(Json::parse(hash.out)["item"] == sample.item_1);
  const auto extract = run({"extract", file, "--json"});
  CHECK(Json::parse(extract.out)["text"] == kBodyA);
  const auto lines =
      folder.file("two.jsonl", "{\"text\":\"One text.\"}\n[]\n{\"text\":\"Two.\"}\n");
  const auto partly = run({"hash", lines, "--json"});
  CHECK(partly.code == kExitPartial);
  CHECK(has(partly.err, "two.jsonl:2"));
  CHECK(has(partly.out, "two.jsonl:3"));
}

TEST_CASE("export writes to a file in one step", "[cli]") {
  Program program;
  const TemporaryFolder folder;
  const auto path = (folder.path() / "out.jsonl").string();
  const auto answer = program({"export", "--out", path});
  CHECK(answer.code == kExitOk);
  CHECK(answer.out.empty());
  CHECK(has(answer.err, "5 lines written"));
  CHECK(std::filesystem::file_size(path) == program({"export"}).out.size());
}

TEST_CASE("config check names file and line; show can be loaded again", "[cli]") {
  const TemporaryFolder folder;
  const auto bad = folder.file("bad.toml", "[store]\nmemori = \"1 MiB\"\n");
  const auto refused = run({"config", "check", "--config", bad});
  CHECK(refused.code == kExitUsage);
  CHECK(has(refused.err, "bad.toml:2"));
  CHECK(run({"stats", "--config", bad}).code == kExitUsage);
  const auto shown = run({"config", "show", "--store", "/srv/news"});
  CHECK(shown.code == kExitOk);
  CHECK(has(shown.out, "/srv/news"));
  const auto good = folder.file("good.toml", shown.out);
  CHECK(run({"config", "check", "--config", good}).code == kExitOk);
}

}  // namespace storyfold::app
