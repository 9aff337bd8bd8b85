// Quotes are from RFC 9309.
#include "crawler/fetch/origin_state.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

using namespace std::chrono_literals;
using namespace storyfold;
using namespace storyfold::crawler::fetch;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr seconds kDay{24 * 3600};
const sys_seconds kWall{1'700'000'000s};

Moment at(seconds after) { return {OriginState::Time{5000s} + after, kWall + after}; }

OriginState fresh() { return {"https://a.example", std::nullopt, at(0s)}; }

HostAnswer status(int code, seconds sent, std::string retry_after = "") {
  HostAnswer answer;
  answer.sent_at = at(sent).steady;
  answer.status = code;
  answer.retry_after = std::move(retry_after);
  return answer;
}

HostAnswer silence(seconds sent) {
  HostAnswer answer;
  answer.sent_at = at(sent).steady;
  answer.unreachable = true;
  answer.trouble = "no route";
  return answer;
}

std::optional<seconds> blocked(const OriginState& state, seconds after) {
  return state.blocked_for(at(after).steady);
}

}  // namespace

TEST_CASE("Retry-After is read in both forms and bounded", "[fetch][origin]") {
  CHECK(parse_retry_after("120", kWall) == 120s);
  CHECK(parse_retry_after("0", kWall) == 0s);
  CHECK(parse_retry_after("99999999999999999999", kWall) == kDay);
  const sys_seconds date{784'111'777s};  // of RFC 9110
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", date - 30s) == 30s);
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", date + 30s) == 0s);
  CHECK(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", kWall) == kDay);
  for (const auto* text : {"", "soon", "-5", "1.5", "12 s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_retry_after(text, kWall));
  }
}

TEST_CASE("backoff doubles up to a day", "[fetch][origin]") {
  CHECK(host_backoff(0, 5s) == 0s);
  CHECK(host_backoff(1, 5s) == 5s);
  CHECK(host_backoff(4, 5s) == 40s);
  CHECK(host_backoff(4'000'000'000, 30s) == kDay);
}

TEST_CASE("a host that is busy is left alone for as long as it says", "[fetch][origin]") {
  auto state = fresh();
  CHECK(state.note_answer(status(429, 1s, "20"), at(2s)) == kWall + 22s);
  CHECK(blocked(state, 2s) == 20s);
  CHECK(blocked(state, 21s) == 1s);
  CHECK_FALSE(blocked(state, 22s));
  CHECK(state.record().blocked_until == kWall + 22s);
  CHECK(state.record().trouble == "HTTP 429");
}

TEST_CASE("without a time the wait doubles until an answer comes", "[fetch][origin]") {
  auto state = fresh();
  CHECK(state.note_answer(status(503, 0s), at(0s)) == kWall + 5s);
  CHECK(state.note_answer(status(503, 6s), at(6s)) == kWall + 16s);
  CHECK(state.note_answer(status(503, 17s), at(17s)) == kWall + 37s);
  CHECK_FALSE(state.note_answer(status(404, 38s), at(38s)));
  CHECK(state.record().failures == 0);
  CHECK(state.record().trouble.empty());
  CHECK(state.note_answer(status(503, 39s), at(39s)) == kWall + 44s);
}

TEST_CASE("a wait of no time is a second", "[fetch][origin]") {
  auto state = fresh();
  CHECK(state.note_answer(status(429, 0s, "0"), at(0s)) == kWall + 1s);
  CHECK(blocked(state, 0s) == 1s);
  auto unread = fresh();
  unread.take_robots(status(503, 0s, "0"), "", at(0s));
  CHECK(blocked(unread, 0s) == 1s);
  CHECK(unread.robots_due(at(1s).steady));
  unread.take_robots(status(200, 2s), "", at(2s));
  unread.take_robots(status(503, kDay + 3s, "0"), "", at(kDay + 3s));
  CHECK_FALSE(unread.robots_due(at(kDay + 3s).steady));
}

TEST_CASE("what was under way when a block began does not lengthen it", "[fetch][origin]") {
  auto state = fresh();
  (void)state.note_answer(status(503, 0s), at(2s));
  (void)state.note_answer(status(503, 1s), at(3s));
  CHECK(state.record().failures == 1);
  CHECK(blocked(state, 3s) == 4s);
}

TEST_CASE("a long wait is one address's until another hears it", "[fetch][origin]") {
  auto state = fresh();
  CHECK(state.note_answer(status(429, 0s, "86400"), at(0s)) == kWall + kDay);
  CHECK(blocked(state, 0s) == 60s);
  CHECK(state.note_answer(status(429, 61s, "7200"), at(61s)) == kWall + 61s + 7200s);
  CHECK(blocked(state, 61s) == 7200s);

  auto other = fresh();
  (void)other.note_answer(status(429, 0s, "86400"), at(0s));
  (void)other.note_answer(status(200, 61s), at(61s));
  (void)other.note_answer(status(503, 62s, "86400"), at(62s));
  CHECK(blocked(other, 62s) == 60s);
}

TEST_CASE("a host that nobody answers at is left alone from the third time on", "[fetch][origin]") {
  auto state = fresh();
  CHECK_FALSE(state.note_answer(silence(0s), at(10s)));
  CHECK_FALSE(state.note_answer(silence(10s), at(20s)));
  CHECK(state.note_answer(silence(20s), at(30s)) == kWall + 60s);
  CHECK(state.record().trouble == "no route");
  CHECK(state.note_answer(silence(61s), at(70s)) == kWall + 130s);
  HostAnswer torn;  // an answer that broke off says that somebody is there
  torn.trouble = "reset";
  auto alive = fresh();
  for (int i = 0; i < 9; ++i) CHECK_FALSE(alive.note_answer(torn, at(1s)));
}

// 2.3.1.3: "a server returning status codes in the 400-499 range... the crawler MAY access any
// resources on the server"
TEST_CASE("robots.txt: rules, or none", "[fetch][origin][robots]") {
  auto state = fresh();
  CHECK(state.robots_due(at(0s).steady));
  state.take_robots(status(200, 0s), "User-agent: *\nDisallow: /a\nCrawl-delay: 3\n", at(1s));
  CHECK_FALSE(state.rules().allows("/a"));
  CHECK(state.rules().crawl_delay() == 3s);
  CHECK(state.record().robots_status == 200);
  // 2.4: "Crawlers SHOULD NOT use the cached version for more than 24 hours"
  CHECK_FALSE(state.robots_due(at(kDay).steady));
  CHECK(state.robots_due(at(kDay + 1s).steady));
  for (const int code : {301, 401, 403, 404, 410, 451}) {
    CAPTURE(code);
    state.take_robots(status(code, 0s), "User-agent: *\nDisallow: /\n", at(2s));
    CHECK(state.rules().allows("/a"));
    CHECK_FALSE(blocked(state, 2s));
  }
}

// 2.3.1.4: "If the robots.txt file is unreachable due to server or network errors... the crawler
// MUST assume complete disallow"
TEST_CASE("robots.txt that nobody can read blocks, longer each time", "[fetch][origin][robots]") {
  for (const auto& answer : {status(503, 0s), status(429, 0s), status(500, 0s), silence(0s)}) {
    CAPTURE(answer.status);
    auto state = fresh();
    state.take_robots(answer, "", at(0s));
    CHECK(blocked(state, 0s) == 30s);
    CHECK(state.robots_due(at(30s).steady));
    CHECK(state.record().trouble.starts_with("robots.txt: "));
    state.take_robots(answer, "", at(31s));
    CHECK(blocked(state, 31s) == 60s);
  }
  auto state = fresh();
  state.take_robots(status(503, 0s, "600"), "", at(0s));
  CHECK(blocked(state, 0s) == 600s);
}

// 2.3.1.4: "If the robots.txt file is undefined for a reasonably long period of time (for example,
// 30 days), crawlers MAY assume that the robots.txt file is unavailable"
TEST_CASE("robots.txt that nobody could read for a month is none", "[fetch][origin][robots]") {
  auto state = fresh();
  seconds now{0};
  while (state.robots_due(at(now).steady)) {
    state.take_robots(status(503, now), "", at(now));
    now += blocked(state, now).value_or(0s);
    REQUIRE(now < 60 * kDay);
  }
  CHECK(now > 27 * kDay);
  CHECK(now < 33 * kDay);
  CHECK(state.rules().allows("/a"));
}

// 2.4: "...unless the robots.txt file is unreachable"
TEST_CASE("rules that were read hold while nothing can be read", "[fetch][origin][robots]") {
  auto state = fresh();
  state.take_robots(status(200, 0s), "User-agent: *\nDisallow: /a\n", at(0s));
  const seconds later = kDay + 1s;
  state.take_robots(status(503, later), "", at(later));
  CHECK_FALSE(blocked(state, later));
  CHECK_FALSE(state.rules().allows("/a"));
  CHECK(state.rules().allows("/b"));
  CHECK_FALSE(state.robots_due(at(later + 29s).steady));
  CHECK(state.robots_due(at(later + 30s).steady));
}

TEST_CASE("the next run knows what this one learned", "[fetch][origin]") {
  auto first = fresh();
  first.take_robots(status(200, 0s), "User-agent: *\nDisallow: /a\n", at(0s));
  first.note_request(at(1s));
  (void)first.note_answer(status(503, 1s, "50"), at(2s));
  CHECK(first.take_changed());
  CHECK_FALSE(first.take_changed());

  const OriginState second("https://a.example", first.record(), at(12s));
  CHECK(blocked(second, 12s) == 40s);
  CHECK_FALSE(second.robots_due(at(12s).steady));
  CHECK(second.robots_due(at(kDay).steady));
  CHECK_FALSE(second.rules().allows("/a"));
  CHECK(second.record().last_request == at(1s).wall);
}

TEST_CASE("a wall clock that jumped while nothing ran jails nobody", "[fetch][origin]") {
  HostRecord record;
  record.robots_status = 200;
  record.robots_expires = record.blocked_until = kWall + 10 * 365 * kDay;
  const OriginState state("https://a.example", record, at(0s));
  CHECK(blocked(state, 0s) == kDay);
  CHECK(state.robots_due(at(kDay).steady));

  record.robots_expires = record.blocked_until = kWall - 10 * 365 * kDay;
  const OriginState other("https://a.example", record, at(0s));
  CHECK_FALSE(blocked(other, 0s));
  CHECK(other.robots_due(at(0s).steady));
}

TEST_CASE("a wall clock that jumps while it runs changes no wait", "[fetch][origin]") {
  auto state = fresh();
  (void)state.note_answer(status(503, 0s, "30"), at(0s));
  for (const seconds jump : {-3650 * kDay, 3650 * kDay}) {
    const Moment later{at(10s).steady, kWall + jump};
    CHECK(state.blocked_for(later.steady) == 20s);
    (void)state.note_answer(status(404, 10s), later);
    CHECK_FALSE(state.blocked_for(at(30s).steady));
    CHECK_FALSE(state.robots_due(at(0s).steady - 1s));
  }
}

TEST_CASE("requests are noted once a minute", "[fetch][origin]") {
  auto state = fresh();
  state.note_request(at(0s));
  CHECK(state.take_changed());
  state.note_request(at(59s));
  CHECK_FALSE(state.take_changed());
  state.note_request(at(60s));
  CHECK(state.take_changed());
  state.note_request({at(61s).steady, kWall - 365 * kDay});
  CHECK(state.take_changed());
}
