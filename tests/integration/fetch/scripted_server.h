#pragma once
// An HTTP server on one loopback address that does as a test says, and remembers who asked what
// when. Each connection has a thread; a reply may send anything, slowly, or break off.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/integration/fetch/listener.h"

namespace storyfold::test {

struct Seen {
  std::string path;  // with query
  std::string head;  // as sent
  std::chrono::steady_clock::time_point at;
  int connection = 0;
};

class ScriptedServer {
 public:
  // What a reply writes to.
  class Line {
   public:
    Line(int socket, const std::atomic<bool>& stopped) : socket_(socket), stopped_(stopped) {}
    bool send(std::string_view bytes);  // false: the other side is gone
    // Ends early when the server stops. False: then, or when the other side hung up.
    bool wait(std::chrono::milliseconds time);
    void close() { open_ = false; }
    void reset();  // RST
    [[nodiscard]] bool is_open() const { return open_; }

   private:
    int socket_;
    const std::atomic<bool>& stopped_;
    bool open_ = true;
  };
  using Reply = std::function<void(Line&, const Seen&)>;

  // On `address` ("127.1.0.1"), a free port. What no reply is set for is 404.
  explicit ScriptedServer(std::string address);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  void on(const std::string& path, Reply reply);  // "*": all other paths
  void on(const std::string& path, std::string bytes);

  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::string url(const std::string& path) const { return origin() + path; }
  [[nodiscard]] std::vector<Seen> seen() const;
  [[nodiscard]] std::vector<Seen> seen(const std::string& path) const;
  [[nodiscard]] int most_at_once() const { return most_at_once_; }

 private:
  void accept_all();
  void serve(int socket, int number);
  [[nodiscard]] Reply reply_to(const std::string& path) const;

  std::string address_;
  Listener listener_;
  std::atomic<bool> stopped_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, Reply> replies_;
  std::vector<Seen> seen_;
  std::vector<std::thread> connections_;
  int at_once_ = 0;
  std::atomic<int> most_at_once_ = 0;
  std::thread acceptor_;
};

// A whole answer that keeps the connection. `headers` are whole lines without their ends.
[[nodiscard]] std::string answer(std::string_view body,
                                 const std::vector<std::string>& headers = {},
                                 std::string_view status = "200 OK");
[[nodiscard]] std::string redirect(const std::string& to, std::string_view status = "302 Found");

}  // namespace storyfold::test
