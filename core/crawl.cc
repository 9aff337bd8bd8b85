#include "core/crawl.h"

namespace storyfold {

std::string_view to_string(UrlRole role) {
  switch (role) {
    case UrlRole::kPage:
      return "page";
    case UrlRole::kArticle:
      return "article";
    case UrlRole::kList:
      return "list";
    case UrlRole::kFeed:
      return "feed";
    case UrlRole::kSitemap:
      return "sitemap";
    case UrlRole::kJson:
      return "json";
  }
  return "unknown";
}

std::string_view to_string(VisitEnd end) {
  switch (end) {
    case VisitEnd::kNever:
      return "not visited";
    case VisitEnd::kStored:
      return "stored";
    case VisitEnd::kRead:
      return "read";
    case VisitEnd::kUnchanged:
      return "unchanged";
    case VisitEnd::kRefused:
      return "not stored";
    case VisitEnd::kForbidden:
      return "forbidden";
    case VisitEnd::kGone:
      return "gone";
    case VisitEnd::kFailed:
      return "failed";
    case VisitEnd::kRedirected:
      return "redirected";
    case VisitEnd::kGivenUp:
      return "given up";
    case VisitEnd::kDuplicate:
      return "duplicate";
    case VisitEnd::kNotTaken:
      return "not taken";
  }
  return "unknown";
}

void end_taken_down(UrlRecord& record) {
  record.end = VisitEnd::kGivenUp;
  record.reason = "forgotten";
  record.due = {};
  record.sighting = 0;
  record.title.clear();
  record.published = {};
  record.listed = {};
  record.etag.clear();
  record.last_modified.clear();
}

}  // namespace storyfold
