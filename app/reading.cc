#include "app/reading.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/input.h"
#include "core/ascii.h"
#include "crawler/parse/archive.h"
#include "crawler/parse/claims.h"
#include "crawler/parse/text.h"

namespace storyfold::app {
namespace {

namespace fs = std::filesystem;
namespace parse = crawler::parse;

constexpr std::string_view kStandardInput = "-";
constexpr std::string_view kBom = "\xEF\xBB\xBF";

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

Error system_error(const std::string& doing) {
  return {Errc::kIo, doing + ": " + std::strerror(errno), false};
}

Error too_large(const std::string& where, std::uint64_t limit) {
  return {Errc::kTooLarge,
          where + ": larger than parse.max_record (" + std::to_string(limit) + " bytes)", false};
}

bool ends_with_any(const std::string& name, std::initializer_list<std::string_view> endings) {
  const std::string lower = ascii_lower(name);
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool is_markup_file(const std::string& name) { return ends_with_any(name, {".html", ".htm"}); }

// Endings that app/input.h knows how to read as records.
bool is_record_file(const std::string& name) {
  return ends_with_any(name, {".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz",
                              ".jsonl.zst", ".ndjson.zst", ".json.zst", ".md", ".markdown"});
}

std::string_view without_leading_blanks(std::string_view bytes) {
  if (bytes.starts_with(kBom)) bytes.remove_prefix(kBom.size());
  bytes.remove_prefix(std::min(bytes.find_first_not_of(kCSpaces), bytes.size()));
  return bytes;
}

// A tag with a name, an end tag, a comment or a doctype: "<p", "</p", "<!".
bool holds_markup(std::string_view bytes) {
  for (auto at = bytes.find('<'); at != std::string_view::npos; at = bytes.find('<', at + 1)) {
    if (at + 1 >= bytes.size()) return false;
    const char next = bytes[at + 1];
    if (next == '!' || next == '/' || is_letter(next)) return true;
  }
  return false;
}

// A file or standard input in parts, so that a long stream of lines needs little memory.
class TextSource {
 public:
  TextSource(std::FILE* file, std::string where) : file_(file), where_(std::move(where)) {}

  // What was read and not yet taken.
  [[nodiscard]] std::string_view ahead() const { return std::string_view(buffer_).substr(taken_); }

  // Reads one part more; false at the end or when reading fails (status() tells).
  bool more() {
    buffer_.erase(0, taken_);
    taken_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kPartBytes);
    const std::size_t got = std::fread(buffer_.data() + before, 1, kPartBytes, file_);
    buffer_.resize(before + got);
    if (got == 0 && std::ferror(file_) != 0) status_ = system_error("cannot read " + where_);
    return got != 0;
  }

  // Up to the next newline, which is taken too; none at the end. A line over `limit` bytes comes
  // as an empty line with `long_line` set.
  std::optional<std::string> line(std::uint64_t limit, bool& long_line) {
    long_line = false;
    for (std::size_t searched = 0;;) {
      const auto end = ahead().find('\n', searched);
      if (end != std::string_view::npos) {
        std::string text(long_line ? std::string_view{} : ahead().substr(0, end));
        taken_ += end + 1;
        return text;
      }
      searched = ahead().size();
      if (searched > limit) {
        long_line = true;
        taken_ += std::exchange(searched, 0);
      }
      if (more()) continue;
      if (ahead().empty() && !long_line) return std::nullopt;
      std::string text(ahead());
      taken_ += text.size();
      return text;
    }
  }

  // All that is left.
  Result<std::string> rest(std::uint64_t limit) {
    while (ahead().size() <= limit && more()) {
    }
    if (!status_) return status_.error();
    if (ahead().size() > limit) return too_large(where_, limit);
    return std::string(ahead());
  }

  [[nodiscard]] const Result<void>& status() const { return status_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  static constexpr std::size_t kPartBytes = std::size_t{1} << 16;

  std::FILE* file_;
  std::string where_;
  std::string buffer_;
  std::size_t taken_ = 0;
  Result<void> status_;
};

Result<ReadArticle> parsed(Result<Article> article, const std::string& where) {
  if (!article) return article.error();
  return ReadArticle{where, std::move(*article), false, {}};
}

parse::RecordContext context_of(const std::string& where, const fs::path& path) {
  return {where, path.filename().string(), path.parent_path().filename().string()};
}

Result<void> read_json_lines(TextSource& source, const config::ParseSettings& settings,
                             const ArticleVisitor& visit) {
  bool long_line = false;
  for (std::uint64_t number = 1;; ++number) {
    const auto line = source.line(settings.max_record_bytes, long_line);
    if (!line) break;
    const std::string where = source.where() + ":" + std::to_string(number);
    const auto text = without_leading_blanks(*line);
    if (text.empty() && !long_line) continue;
    const auto context = context_of(where, source.where());
    if (!visit(long_line ? Result<ReadArticle>(too_large(where, settings.max_record_bytes))
                         : parsed(parse::parse_json_record(text, context, settings), where))) {
      return {};
    }
  }
  return source.status();
}

// Records or one text, as the beginning tells.
Result<void> read_by_content(TextSource& source, bool markup, const config::ParseSettings& settings,
                             const ArticleVisitor& visit) {
  while (without_leading_blanks(source.ahead()).size() < 3 &&
         source.ahead().size() <= settings.max_record_bytes && source.more()) {
  }
  const auto beginning = without_leading_blanks(source.ahead());
  const bool post = beginning.starts_with("---");
  if (!markup && !post && beginning.starts_with("{"))
    return read_json_lines(source, settings, visit);
  auto bytes = source.rest(settings.max_record_bytes);
  if (!bytes) return bytes.error();
  const std::string& where = source.where();
  if (post) {
    visit(parsed(parse::parse_post(*bytes, context_of(where, where), settings), where));
  } else {
    visit(read_bare_text(*bytes, where, settings));
  }
  return {};
}

// Files with endings of records, and folders: as backfill reads them.
Result<void> read_input(const std::string& path, const config::ParseSettings& settings,
                        const ArticleVisitor& visit) {
  auto input = Input::open(path, settings);
  if (!input) return input.error();
  while (auto record = (*input)->next()) {
    bool more = true;
    const std::string& where = record->context.where;
    if (record->broken) {
      more = visit(*record->broken);
    } else if (record->kind == RecordKind::kJsonLine) {
      more =
          visit(parsed(parse::parse_json_record(record->bytes, record->context, settings), where));
    } else if (is_markup_file(record->context.file_name)) {
      // A page without front matter is a body; asked for the answer, only then.
      const bool post = without_leading_blanks(record->bytes).starts_with("---");
      more = visit(post ? parsed(parse::parse_post(record->bytes, record->context, settings), where)
                        : read_bare_text(record->bytes, where, settings));
    } else {
      more = visit(parsed(parse::parse_post(record->bytes, record->context, settings), where));
    }
    if (!more) break;
  }
  return {};
}

std::vector<parse::TextBlock> blocks_of_lines(std::string_view text) {
  std::vector<parse::TextBlock> blocks;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string line = parse::clean_line(text.substr(0, end));
    if (!line.empty()) blocks.push_back({std::move(line), {}, 0});
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return blocks;
}

bool is_binary(std::string_view bytes) {
  return bytes.substr(0, 8192).find('\0') != std::string_view::npos;
}

}  // namespace

bool looks_like_page(std::string_view bytes) {
  constexpr std::size_t kBeginning = 4096;
  const std::string lower = ascii_lower(bytes.substr(0, kBeginning));
  constexpr std::array<std::string_view, 4> kMarks{"<!doctype html", "<html", "<head>", "<body"};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

Result<ReadArticle> read_page(const crawler::extract::PageInput& input, const std::string& where,
                              const config::ParseSettings& settings) {
  auto page = crawler::extract::extract_page(input, settings);
  ReadArticle read;
  read.where = where;
  read.article = std::move(page.article);
  read.degraded = page.degraded;
  if (read.article.outlet.empty()) read.article.outlet = where;
  read.page = std::move(page);
  if (read.article.body.empty() && read.article.title.empty()) {
    return Error{Errc::kBadInput,
                 where + ": holds no article (" + std::string(to_string(read.page->kind)) +
                     (read.page->why.empty() ? "" : ": " + read.page->why) + ")",
                 false};
  }
  return read;
}

Result<ReadArticle> read_bare_text(std::string_view bytes, const std::string& where,
                                   const config::ParseSettings& settings) {
  if (looks_like_page(bytes)) {
    crawler::extract::PageInput input;
    input.bytes = bytes;
    return read_page(input, where, settings);
  }
  // The charset guess would make letters of anything.
  if (is_binary(bytes)) {
    return Error{Errc::kBadInput, where + ": a binary file (it holds NUL bytes)", false};
  }
  const auto decoded = parse::to_utf8(bytes);
  ReadArticle read;
  read.where = where;
  read.article.outlet = where;
  read.article.replaced_characters = decoded.replaced_characters;
  parse::ClaimedBody claimed;
  if (holds_markup(decoded.text)) {
    const auto html = parse::html_to_text(decoded.text, settings);
    read.degraded = html.degraded;
    if (html.degraded) read.article.notes.push_back("HTML read without a parser: " + html.why);
    claimed = parse::read_claims(html.blocks, {});
  } else {
    claimed = parse::read_claims(blocks_of_lines(decoded.text), {});
  }
  read.article.body = std::move(claimed.body);
  read.article.claims = std::move(claimed.claims);
  read.article.headline = claimed.headline;
  if (read.article.body.empty() && read.article.claims.empty()) {
    return Error{Errc::kBadInput, where + ": holds no text", false};
  }
  return read;
}

Result<void> read_articles(const std::string& path, const config::ParseSettings& settings,
                           const ArticleVisitor& visit) {
  const bool standard = path == kStandardInput;
  std::error_code failed;
  if (!standard && (is_record_file(path) || fs::is_directory(path, failed))) {
    return read_input(path, settings, visit);
  }
  const File file(standard ? stdin : std::fopen(path.c_str(), "rbe"));
  if (!file) return system_error("cannot read " + path);
  TextSource source(file.get(), standard ? "standard input" : path);
  return read_by_content(source, !standard && is_markup_file(path), settings, visit);
}

Result<ReadArticle> read_article(const std::string& path, const config::ParseSettings& settings) {
  std::optional<Result<ReadArticle>> only;
  bool several = false;
  auto read = read_articles(path, settings, [&](Result<ReadArticle> article) {
    several = only.has_value();
    if (!several) only = std::move(article);
    return !several;
  });
  if (!read) return read.error();
  if (several) {
    return Error{Errc::kBadInput,
                 path +
                     ": holds several records; give a file with one, or one line of it on "
                     "standard input",
                 false};
  }
  if (!only) return Error{Errc::kBadInput, path + ": holds no record", false};
  return std::move(*only);
}

}  // namespace storyfold::app
