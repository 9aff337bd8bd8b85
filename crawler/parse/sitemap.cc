#include "crawler/parse/sitemap.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/inflate.h"
#include "crawler/parse/loose_date.h"
#include "crawler/parse/reference.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"
#include "crawler/parse/xml_scan.h"

namespace storyfold::crawler::parse {
namespace {

// Whose names are also those of news fields or of other extensions, pictures and videos.
enum class Field { kNone, kLoc, kLastmod, kTitle, kDate, kOutlet, kLanguage };

class SitemapReader final : public XmlReader {
 public:
  SitemapReader(std::string_view url, const SitemapLimits& limits)
      : resolver_(url), limits_(limits) {}

  bool start(const XmlName& name, const std::vector<XmlAttribute>& /*attributes*/) override {
    const std::string local = ascii_lower(name.local);
    if (++depth_ == 1) {
      root_ = local.substr(0, 40);
      if (local == "sitemapindex") sitemap_.kind = SitemapKind::kIndex;
      return local == "sitemapindex" || local == "urlset";
    }
    if (depth_ == 2) {
      in_entry_ = local == "url" || local == "sitemap";
      entry_ = {};
      loc_.clear();
      return true;
    }
    if (!in_entry_) return true;
    if (is_news(name) && local == "news") {
      entry_.is_news = true;
      news_depth_ = depth_;
    }
    field_ = field_of(name, local);
    text_.clear();
    return true;
  }

  bool text(std::string_view utf8) override {
    if (field_ != Field::kNone) text_ += utf8;
    return true;
  }

  bool end(const XmlName& /*name*/) override {
    finish_field();
    if (depth_ == news_depth_) news_depth_ = 0;
    if (depth_-- != 2 || !in_entry_) return true;
    in_entry_ = false;
    return finish_entry();
  }

  // Half a URL leads elsewhere.
  void torn() override { field_ = Field::kNone; }

  Result<Sitemap> take() {
    if (root_ != "urlset" && root_ != "sitemapindex") {
      return Error{Errc::kBadInput, "sitemap: the outermost element is <" + root_ +
                                        ">, not <urlset> or <sitemapindex>"};
    }
    return std::move(sitemap_);
  }

 private:
  static bool is_news(const XmlName& name) {
    return name.prefix == "news" || name.space.find("sitemap-news") != std::string_view::npos;
  }

  [[nodiscard]] Field field_of(const XmlName& name, const std::string& local) const {
    if (depth_ == 3 && !is_news(name)) {
      // <image:loc> lies deeper; <xhtml:link> has no text.
      if (local == "loc") return Field::kLoc;
      return local == "lastmod" ? Field::kLastmod : Field::kNone;
    }
    if (news_depth_ == 0 || depth_ == news_depth_) return Field::kNone;
    if (local == "title") return Field::kTitle;
    if (local == "publication_date") return Field::kDate;
    if (local == "name") return Field::kOutlet;
    return local == "language" ? Field::kLanguage : Field::kNone;
  }

  [[nodiscard]] Timestamp date() const {
    return read_loose_date(text_, limits_.assumed_utc_offset_minutes).value_or(Timestamp{});
  }

  void finish_field() {
    switch (std::exchange(field_, Field::kNone)) {
      case Field::kNone:
        break;
      case Field::kLoc:
        if (loc_.empty()) loc_ = trim(text_);
        break;
      case Field::kLastmod:
        entry_.lastmod = date();
        break;
      case Field::kTitle:
        entry_.news_title = plain_text(text_);
        break;
      case Field::kDate:
        entry_.news_published = date();
        break;
      case Field::kOutlet:
        entry_.news_outlet = plain_text(text_);
        break;
      case Field::kLanguage:
        entry_.news_language = ascii_lower(clean_line(text_));
        break;
    }
  }

  // False once there are enough.
  bool finish_entry() {
    entry_.url = resolver_.resolve(loc_);
    if (loc_.empty() || entry_.url.empty()) {
      ++sitemap_.dropped;
    } else if (sitemap_.entries.size() >= limits_.max_entries) {
      sitemap_.cut = true;
    } else {
      sitemap_.entries.push_back(std::move(entry_));
    }
    return !sitemap_.cut;
  }

  UrlResolver resolver_;
  const SitemapLimits& limits_;
  Sitemap sitemap_;
  std::string root_;
  std::size_t depth_ = 0;
  std::size_t news_depth_ = 0;  // of the <news:news> that is open
  bool in_entry_ = false;
  SitemapEntry entry_;
  Field field_ = Field::kNone;
  std::string text_;
  std::string loc_;
};

// A URL a line. One line in ten may be something else.
Result<Sitemap> read_text(std::string_view text, const SitemapLimits& limits) {
  const UrlResolver resolver({});
  Sitemap sitemap;
  while (!text.empty() && !sitemap.cut) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    SitemapEntry entry;
    entry.url = line.find("://") == std::string_view::npos ? "" : resolver.resolve(line);
    if (entry.url.empty()) {
      ++sitemap.dropped;
    } else if (sitemap.entries.size() >= limits.max_entries) {
      sitemap.cut = true;
    } else {
      sitemap.entries.push_back(std::move(entry));
    }
  }
  if (sitemap.dropped * 10 > sitemap.entries.size()) {
    return Error{Errc::kBadInput, "sitemap: neither XML nor a list of URLs, one a line"};
  }
  return sitemap;
}

}  // namespace

Result<Sitemap> read_sitemap(std::string_view bytes, std::string_view url,
                             const SitemapLimits& limits) {
  std::string inflated;
  if (is_gzip(bytes)) {
    auto result = inflate_capped(bytes, limits.max_bytes, limits.max_ratio);
    if (!result) return Error{result.error().code, "sitemap: " + result.error().what};
    inflated = *std::move(result);
    bytes = inflated;
  }
  if (bytes.size() > limits.max_bytes) {
    return Error{Errc::kTooLarge,
                 "sitemap: longer than " + std::to_string(limits.max_bytes) + " bytes"};
  }
  const DecodedText decoded = decode_page(bytes);
  const std::string_view text = trim(decoded.text);
  if (!text.starts_with('<')) return read_text(text, limits);
  SitemapReader reader(url, limits);
  const auto scan = scan_xml(text, reader);
  if (!scan) return Error{scan.error().code, "sitemap: " + scan.error().what};
  return reader.take();
}

}  // namespace storyfold::crawler::parse
