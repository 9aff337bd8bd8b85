#include "crawler/parse/opml.h"

#include <utility>

#include "core/ascii.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/unicode.h"
#include "crawler/parse/xml_scan.h"

namespace storyfold::crawler::parse {
namespace {

class OpmlReader final : public XmlReader {
 public:
  bool start(const XmlName& name, const std::vector<XmlAttribute>& attributes) override {
    const std::string local = ascii_lower(name.local);
    if (depth_++ == 0) {
      opml_ = local == "opml";
      return opml_;
    }
    groups_.push_back({});
    if (local != "outline") return true;
    OpmlOutline outline;
    for (const XmlAttribute& attribute : attributes) {
      const std::string key = ascii_lower(attribute.name.local);
      if (key == "xmlurl" || key == "url") outline.xml_url = feed_url({}, attribute.value);
      if (key == "htmlurl") outline.html_url = feed_url({}, attribute.value);
      const bool title = key == "title" || (key == "text" && outline.title.empty());
      if (title) outline.title = plain_text(attribute.value);
    }
    if (outline.xml_url.empty() && outline.html_url.empty()) {
      groups_.back() = outline.title;
      return true;
    }
    if (outlines_.size() == kMaxOutlines) {
      too_many_ = true;
      return false;
    }
    outline.group = group();
    outlines_.push_back(std::move(outline));
    return true;
  }

  bool text(std::string_view /*utf8*/) override { return true; }

  bool end(const XmlName& /*name*/) override {
    --depth_;
    if (!groups_.empty()) groups_.pop_back();
    return true;
  }

  Result<std::vector<OpmlOutline>> take() {
    if (!opml_) return Error{Errc::kBadInput, "OPML: the outermost element is not <opml>"};
    if (too_many_) {
      return Error{Errc::kTooLarge,
                   "OPML: more than " + std::to_string(kMaxOutlines) + " outlines"};
    }
    return std::move(outlines_);
  }

 private:
  [[nodiscard]] std::string group() const {
    std::string path;
    for (const std::string& title : groups_) {
      if (title.empty()) continue;
      if (!path.empty()) path += '/';
      path += title;
    }
    return path;
  }

  std::size_t depth_ = 0;
  bool opml_ = false;
  bool too_many_ = false;
  std::vector<std::string> groups_;  // titles of the open elements below <opml>; "": no group
  std::vector<OpmlOutline> outlines_;
};

void add_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(" ").append(name).append("=\"").append(escape_html(value)).append("\"");
}

}  // namespace

Result<std::vector<OpmlOutline>> read_opml(std::string_view bytes) {
  const DecodedText decoded = decode_page(bytes);
  OpmlReader reader;
  const auto scan = scan_xml(trim(decoded.text), reader);
  if (!scan) return Error{scan.error().code, "OPML: " + scan.error().what};
  return reader.take();
}

std::string write_opml(const std::vector<OpmlOutline>& outlines, std::string_view title) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>" +
      escape_html(title) + "</title></head>\n<body>\n";
  std::string open;
  for (const OpmlOutline& outline : outlines) {
    if (outline.group != open) {
      if (!open.empty()) out += "</outline>\n";
      open = outline.group;
      if (!open.empty()) {
        out += "<outline";
        add_attribute(out, "text", open);
        out += ">\n";
      }
    }
    const std::string& name = outline.title.empty()
                                  ? outline.xml_url.empty() ? outline.html_url : outline.xml_url
                                  : outline.title;
    out += "<outline";
    if (!outline.xml_url.empty()) add_attribute(out, "type", "rss");
    add_attribute(out, "text", name);
    add_attribute(out, "title", outline.title);
    add_attribute(out, "xmlUrl", outline.xml_url);
    add_attribute(out, "htmlUrl", outline.html_url);
    out += "/>\n";
  }
  if (!open.empty()) out += "</outline>\n";
  return out + "</body>\n</opml>\n";
}

}  // namespace storyfold::crawler::parse
