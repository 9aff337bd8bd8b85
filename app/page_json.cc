#include "app/page_json.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>
#include <utility>

#include "app/exit_codes.h"

namespace storyfold::app {
namespace {

using crawler::extract::ExtractedPage;
using crawler::extract::PageInput;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return Error{Errc::kIo, "cannot read " + path + ": " + std::strerror(errno), false};
  std::string bytes;
  constexpr std::size_t kPartBytes = std::size_t{1} << 16;
  while (bytes.size() <= limit) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPartBytes);
    const std::size_t got = std::fread(bytes.data() + before, 1, kPartBytes, file.get());
    bytes.resize(before + got);
    if (got == 0) break;
  }
  if (std::ferror(file.get()) != 0) {
    return Error{Errc::kIo, "cannot read " + path + ": " + std::strerror(errno), false};
  }
  if (bytes.size() > limit) {
    return Error{Errc::kTooLarge,
                 path + ": larger than parse.max_record (" + std::to_string(limit) + " bytes)",
                 false};
  }
  return bytes;
}

std::string named_origins(const Article& article) {
  std::string names;
  for (const Claim& claim : article.claims) {
    if (claim.kind != ClaimKind::kSource && claim.kind != ClaimKind::kReprintedFrom &&
        claim.kind != ClaimKind::kDateline) {
      continue;
    }
    if (!names.empty()) names += "; ";
    names += claim.name;
  }
  return names;
}

Result<Json> answer(std::string_view line, const config::ParseSettings& settings) {
  const Json request = Json::parse(line, nullptr, false);
  if (!request.is_object()) return Error{Errc::kBadInput, "not a JSON object", false};
  const std::string file = text_of(request, "file");
  const Json id = request.contains("id") ? request["id"] : Json(nullptr);
  if (file.empty()) return Error{Errc::kBadInput, "no \"file\": the path of a page", false};
  const auto bytes = read_file(file, settings.max_record_bytes);
  if (!bytes) return Json{{"id", id}, {"error", bytes.error().what}};
  const std::string url = text_of(request, "url");
  const std::string charset = text_of(request, "charset");
  PageInput input;
  input.bytes = *bytes;
  input.url = url;
  input.http_charset = charset;
  return page_answer(id, crawler::extract::extract_page(input, settings));
}

}  // namespace

void add_page(Json& to, const ExtractedPage& page) {
  to["kind"] = to_string(page.kind);
  to["why"] = page.why;
  to["modified"] = page.modified.known() ? Json(format_timestamp(page.modified)) : Json(nullptr);
  to["editors"] = page.editors;
  to["section"] = page.section;
  to["canonical_url"] = page.canonical_url;
  to["charset"] = page.charset;
  to["script"] = page.script;
  to["clues"] = {{"title", page.title_clue},
                 {"body", page.body_clue},
                 {"published", to_string(page.article.published.clue)}};
  if (!page.next_page.empty()) to["next_page"] = page.next_page;
  if (!page.single_page.empty()) to["single_page"] = page.single_page;
  if (page.page_number > 1) to["page_number"] = page.page_number;
  to["no_index"] = page.no_index;
  to["no_archive"] = page.no_archive;
}

Json page_answer(const Json& id, const ExtractedPage& page) {
  const Article& article = page.article;
  Json out;
  out["id"] = id;
  out["title"] = article.title;
  out["text"] = article.body;
  out["published"] = format_timestamp(article.published);
  out["author"] = article.authors;
  out["outlet"] = article.outlet;
  out["language"] = article.language;
  out["origin"] = named_origins(article);
  add_page(out, page);
  out["replaced_characters"] = article.replaced_characters;
  out["degraded"] = page.degraded;
  out["notes"] = article.notes;
  return out;
}

int answer_pages(Context& context) {
  const StopSignals signals;
  int code = kExitOk;
  std::string line;
  for (std::uint64_t number = 1; context.out.good() && std::getline(std::cin, line); ++number) {
    if (StopSignals::requested()) return kExitInterrupted;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto answered = answer(line, context.settings.parse);
    if (answered) {
      if (answered->contains("error")) code = kExitPartial;
      context.out.write(json_line(*answered));
      // Whoever asks page by page waits for this line; a pipe of many pages fills the buffer.
      if (std::cin.rdbuf()->in_avail() <= 0) (void)context.out.flush();
      continue;
    }
    Error error = answered.error();
    error.what = "standard input:" + std::to_string(number) + ": " + error.what;
    fail(context, error);
    code = kExitPartial;
  }
  return code;
}

}  // namespace storyfold::app
