#include "app/crawl/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>

#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;  // far more than anything here takes

// A client as no command of ours is: it sends what it likes.
class RawClient {
 public:
  explicit RawClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    const timeval wait{kPatience.count(), 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  // False when the other side closed before it had all.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end() const { ::shutdown(socket_, SHUT_WR); }
  // All that comes until the other side closes.
  [[nodiscard]] std::string rest() const {
    std::string text;
    char buffer[4096];
    for (;;) {
      const auto got = ::recv(socket_, buffer, sizeof(buffer), 0);
      if (got <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(got));
    }
  }

 private:
  int socket_;
  bool connected_ = false;
};

struct Daemon {
  Daemon() : path((folder.path() / "storyfold.sock").string()) {
    auto listening = ControlServer::listen(path);
    REQUIRE(listening);
    server = *std::move(listening);
  }

  // The next request, waited for.
  ControlRequest next() {
    const auto limit = std::chrono::steady_clock::now() + kPatience;
    while (held.empty() && std::chrono::steady_clock::now() < limit) {
      for (ControlRequest& request : server->take()) held.push_back(std::move(request));
      if (held.empty()) std::this_thread::sleep_for(1ms);
    }
    REQUIRE_FALSE(held.empty());
    ControlRequest first = std::move(held.front());
    held.erase(held.begin());
    return first;
  }

  TemporaryFolder folder;
  std::string path;
  std::vector<ControlRequest> held;
  std::unique_ptr<ControlServer> server;
};

std::future<Result<Json>> ask(const std::string& path, Json request) {
  return std::async(std::launch::async, [path, request = std::move(request)] {
    return ask_daemon(path, request, nullptr);
  });
}

}  // namespace

TEST_CASE("a request is answered with lines, the last one says how it ended", "[crawl][control]") {
  Daemon daemon;
  std::vector<Json> progress;
  auto answer = std::async(std::launch::async, [&] {
    return ask_daemon(daemon.path, {{"command", "status"}, {"store", "/s"}},
                      [&](const Json& line) { progress.push_back(line); });
  });
  const ControlRequest request = daemon.next();
  CHECK(request.request() == Json{{"command", "status"}, {"store", "/s"}});
  CHECK_FALSE(request.unwanted());
  request.send({{"progress", 1}});
  request.send({{"progress", 2}});
  request.finish({{"line", "3 pages"}}, 4);
  const auto last = answer.get();
  REQUIRE(last);
  CHECK((*last)["line"] == "3 pages");
  CHECK((*last)["exit"] == 4);
  REQUIRE(progress.size() == 2);
  CHECK(progress[1]["progress"] == 2);
}

TEST_CASE("two clients wait for their own answers, in whatever order these come",
          "[crawl][control]") {
  Daemon daemon;
  auto first = ask(daemon.path, {{"command", "first"}});
  const ControlRequest one = daemon.next();
  auto second = ask(daemon.path, {{"command", "second"}});
  const ControlRequest two = daemon.next();
  two.finish({{"of", "second"}}, 0);
  const auto second_answer = second.get();
  REQUIRE(second_answer);
  CHECK((*second_answer)["of"] == "second");
  one.finish({{"of", "first"}}, 0);
  const auto first_answer = first.get();
  REQUIRE(first_answer);
  CHECK((*first_answer)["of"] == "first");
}

TEST_CASE("what is no request is refused and reaches nobody", "[crawl][control]") {
  Daemon daemon;
  const std::string sent =
      GENERATE(as<std::string>(), "no JSON\n", "[1, 2]\n", "{\"store\": \"/s\"}\n", "{\"a\n", "\n",
               std::string("\0\xff\xfe\n", 4));
  const RawClient client(daemon.path);
  REQUIRE(client.connected());
  REQUIRE(client.send(sent));
  const Json answer = Json::parse(client.rest(), nullptr, false);
  REQUIRE(answer.is_object());
  CHECK(answer["done"] == true);
  CHECK(answer["exit"] == 2);
  CHECK(answer.contains("error"));
  CHECK(daemon.server->take().empty());
}

TEST_CASE("a line that does not end is cut off, and the next client is served",
          "[crawl][control]") {
  Daemon daemon;
  {
    const RawClient endless(daemon.path);
    REQUIRE(endless.connected());
    (void)endless.send(std::string(2 * kMaxControlLine, 'x'));
    CHECK(endless.rest().empty());
  }
  auto answer = ask(daemon.path, {{"command", "status"}});
  daemon.next().finish({}, 0);
  CHECK(answer.get());
}

TEST_CASE("a client that leaves before it is answered is noticed", "[crawl][control]") {
  Daemon daemon;
  std::optional<RawClient> client(std::in_place, daemon.path);
  REQUIRE(client->send("{\"command\": \"backfill\"}\n"));
  const ControlRequest request = daemon.next();
  client.reset();
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!request.unwanted() && std::chrono::steady_clock::now() < limit) {
    request.send({{"progress", 1}});
    std::this_thread::sleep_for(1ms);
  }
  CHECK(request.unwanted());
}

TEST_CASE("who asked can have it ended early, and still hears how it ended", "[crawl][control]") {
  Daemon daemon;
  std::atomic<bool> stop = false;
  auto answer = std::async(std::launch::async, [&] {
    return ask_daemon(daemon.path, {{"command", "reextract"}}, nullptr,
                      [&] { return stop.load(); });
  });
  const ControlRequest request = daemon.next();
  request.send({{"progress", 1}});
  CHECK_FALSE(request.unwanted());
  stop = true;
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!request.unwanted() && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(1ms);
  }
  CHECK(request.unwanted());
  request.finish({{"pages", 3}}, 130);
  const auto last = answer.get();
  REQUIRE(last);
  CHECK((*last)["pages"] == 3);
  CHECK((*last)["exit"] == 130);
}

TEST_CASE("who only closes its sending side still wants the answer", "[crawl][control]") {
  Daemon daemon;
  const RawClient client(daemon.path);
  REQUIRE(client.send("{\"command\": \"backfill\"}\n"));
  const ControlRequest request = daemon.next();
  client.end();
  std::this_thread::sleep_for(50ms);
  CHECK_FALSE(request.unwanted());
  request.finish({{"pages", 3}}, 0);
  CHECK_THAT(client.rest(), Catch::Contains("\"pages\":3"));
}

TEST_CASE("who reads slowly is waited for by those who ask whether it is behind",
          "[crawl][control]") {
  Daemon daemon;
  const RawClient client(daemon.path);
  REQUIRE(client.send("{\"command\": \"reextract\"}\n"));
  const ControlRequest request = daemon.next();
  const Json line{{"page", std::string(4000, 'x')}};
  int sent = 0;
  for (; !request.is_behind(); ++sent) request.send(line);
  CHECK_FALSE(request.unwanted());
  auto rest = std::async(std::launch::async, [&] { return client.rest(); });
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (request.is_behind() && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(1ms);
  }
  CHECK_FALSE(request.is_behind());
  request.finish({}, 0);
  const std::string text = rest.get();
  CHECK(std::count(text.begin(), text.end(), '\n') == sent + 1);
}

TEST_CASE("a daemon that goes away leaves nobody waiting", "[crawl][control]") {
  Daemon daemon;
  auto answer = ask(daemon.path, {{"command", "status"}});
  SECTION("with the request taken") { daemon.held.push_back(daemon.next()); }
  SECTION("with the request waiting") {
    const RawClient other(daemon.path);
    REQUIRE(other.send("{\"command\": \"status\"}\n"));
    (void)daemon.next();
  }
  daemon.held.clear();
  daemon.server.reset();
  REQUIRE(answer.wait_for(kPatience) == std::future_status::ready);
  const auto told = answer.get();
  REQUIRE_FALSE(told);
  CHECK(told.error().code == Errc::kIo);
  CHECK_FALSE(std::filesystem::exists(daemon.path));
}

TEST_CASE("what was answered before the daemon went away is still sent", "[crawl][control]") {
  constexpr int kLines = 500;
  Daemon daemon;
  const RawClient client(daemon.path);
  REQUIRE(client.send("{\"command\": \"status\"}\n"));
  const ControlRequest request = daemon.next();
  auto told = std::async(std::launch::async, [&] { return client.rest(); });
  for (int i = 0; i < kLines; ++i) request.send({{"line", std::string(1000, 'x')}});
  request.finish({}, 0);
  daemon.server.reset();
  const std::string lines = told.get();
  CHECK(std::count(lines.begin(), lines.end(), '\n') == kLines + 1);
  CHECK(lines.find("\"done\":true") != std::string::npos);
}

TEST_CASE("a request that outlives its daemon can still be answered, to nobody",
          "[crawl][control]") {
  Daemon daemon;
  const RawClient client(daemon.path);
  REQUIRE(client.send("{\"command\": \"status\"}\n"));
  const ControlRequest request = daemon.next();
  daemon.server.reset();
  request.finish({}, 0);
}

TEST_CASE("a request that nobody answers ends when it is dropped", "[crawl][control]") {
  Daemon daemon;
  auto answer = ask(daemon.path, {{"command", "status"}});
  (void)daemon.next();
  REQUIRE(answer.wait_for(kPatience) == std::future_status::ready);
  CHECK_FALSE(answer.get());
}

TEST_CASE("nobody at the socket is an error with its path", "[crawl][control]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "absent.sock";
  const auto answer = ask_daemon(path, {{"command", "status"}}, nullptr);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::kIo);
  CHECK_THAT(answer.error().what, Catch::StartsWith(path.string()));
}

TEST_CASE("a second daemon is refused and does no harm to the first", "[crawl][control]") {
  Daemon daemon;
  const auto second = ControlServer::listen(daemon.path);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::kLocked);
  auto answer = ask(daemon.path, {{"command", "status"}});
  daemon.next().finish({}, 0);
  CHECK(answer.get());
}

TEST_CASE("the socket that a dead daemon left is replaced", "[crawl][control]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "left.sock").string();
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  REQUIRE(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  ::close(dead);
  REQUIRE(std::filesystem::is_socket(path));
  CHECK(ControlServer::listen(path));
}

TEST_CASE("a file that is no socket is not touched", "[crawl][control]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("notes.txt", "mine");
  const auto server = ControlServer::listen(path);
  REQUIRE_FALSE(server);
  CHECK(server.error().code == Errc::kIo);
  CHECK(std::filesystem::file_size(path) == 4);
}

TEST_CASE("the socket is open to its owner and group alone", "[crawl][control]") {
  const Daemon daemon;
  struct stat status {};
  REQUIRE(::stat(daemon.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0770);
}

TEST_CASE("a path that no Unix socket can have is told", "[crawl][control]") {
  const auto server = ControlServer::listen("/tmp/" + std::string(200, 'x'));
  REQUIRE_FALSE(server);
  CHECK_THAT(server.error().what, Catch::Contains("too long"));
}

}  // namespace storyfold::app
