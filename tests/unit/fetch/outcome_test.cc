#include "crawler/fetch/outcome.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace storyfold;
using namespace storyfold::crawler::fetch;

namespace {

FetchRequest request() {
  FetchRequest wanted;
  wanted.url = "https://n.example/a";
  wanted.max_redirects = 1;
  return wanted;
}

FetchOutcome outcome_of(const FetchRequest& wanted) {
  FetchOutcome outcome;
  outcome.page.url = wanted.url;
  return outcome;
}

Response answer(int status, std::string body = "") {
  Response response;
  response.head.status = status;
  response.body = std::move(body);
  return response;
}

Response redirect(int status, std::string location) {
  Response response = answer(status);
  response.head.location = std::move(location);
  return response;
}

FetchEnd end_of(const FetchRequest& wanted, Result<Response> response) {
  FetchOutcome outcome = outcome_of(wanted);
  REQUIRE_FALSE(take_response(outcome, wanted, std::move(response)));
  return outcome.end;
}

}  // namespace

TEST_CASE("a whole answer of 2xx is a page, with what its head says", "[fetch][outcome]") {
  FetchOutcome outcome = outcome_of(request());
  Response response = answer(200, "<p>text");
  response.head.content_type = "text/html";
  response.head.etag = "\"1\"";
  response.head.max_age = std::chrono::seconds{60};
  REQUIRE_FALSE(take_response(outcome, request(), std::move(response)));
  CHECK(outcome.end == FetchEnd::kPage);
  CHECK(outcome.page.status == 200);
  CHECK(outcome.page.bytes == "<p>text");
  CHECK(outcome.page.content_type == "text/html");
  CHECK(outcome.page.etag == "\"1\"");
  CHECK(outcome.max_age == std::chrono::seconds{60});
}

TEST_CASE("other answers end by their status", "[fetch][outcome]") {
  CHECK(end_of(request(), answer(206)) == FetchEnd::kStatus);
  CHECK(end_of(request(), answer(404)) == FetchEnd::kStatus);
  CHECK(end_of(request(), answer(503)) == FetchEnd::kStatus);
  CHECK(end_of(request(), answer(304)) == FetchEnd::kStatus);
  FetchRequest conditional = request();
  conditional.etag = "\"1\"";
  CHECK(end_of(conditional, answer(304)) == FetchEnd::kNotModified);
}

TEST_CASE("no whole answer is a failure with its cause", "[fetch][outcome]") {
  FetchOutcome outcome = outcome_of(request());
  CHECK_FALSE(take_response(outcome, request(), Error{Errc::kTimeout, "too slow", true}));
  CHECK(outcome.end == FetchEnd::kFailed);
  CHECK(outcome.error.code == Errc::kTimeout);
  CHECK(outcome.error.what == "too slow");
}

TEST_CASE("redirects are followed up to the limit, and the next is told", "[fetch][outcome]") {
  const FetchRequest wanted = request();
  FetchOutcome outcome = outcome_of(wanted);
  REQUIRE(take_response(outcome, wanted, redirect(301, "/b c")));
  CHECK(outcome.page.url == "https://n.example/b%20c");
  CHECK(outcome.page.redirects == std::vector<std::string>{"https://n.example/a"});
  CHECK(outcome.permanent);
  REQUIRE_FALSE(take_response(outcome, wanted, redirect(302, "//m.example/")));
  CHECK(outcome.end == FetchEnd::kRedirect);
  CHECK(outcome.location == "https://m.example/");
  CHECK(outcome.page.url == "https://n.example/b%20c");
  CHECK_FALSE(outcome.permanent);  // one that is not makes the chain temporary
}

TEST_CASE("a permanent redirect behind a temporary one is temporary", "[fetch][outcome]") {
  FetchOutcome outcome = outcome_of(request());
  REQUIRE(take_response(outcome, request(), redirect(302, "/b")));
  CHECK_FALSE(take_response(outcome, request(), redirect(308, "/c")));
  CHECK_FALSE(outcome.permanent);
}

TEST_CASE("a redirect to what cannot be asked says so", "[fetch][outcome]") {
  FetchOutcome outcome = outcome_of(request());
  CHECK_FALSE(take_response(outcome, request(), redirect(301, "mailto:a@n.example")));
  CHECK(outcome.end == FetchEnd::kRedirect);
  CHECK(outcome.location.empty());
  CHECK(outcome.error.code == Errc::kBadInput);
}
