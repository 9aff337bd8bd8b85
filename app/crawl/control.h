#pragma once
// The running daemon's Unix socket (crawl.socket): commands that write reach the one process that
// may. A request is one JSON object on a line, the answer one or more such lines, the last of them
// with "done": true and "exit". The socket's file is open to its owner and group alone.
//
//   {"command": "status"}                                  "line": the status line
//   {"command": "sources.add", "store": DIR, "outlets": [{"home", "feed", "title"}]}
//   {"command": "reload", "store": DIR}
//   {"command": "backfill", "store": DIR, "paths": [...]}  "progress" lines, then the totals
//   {"command": "forget", "store": DIR, "reference", "why", "compact"}         what went
//   {"command": "reextract", "store": DIR, "url", "all"}   a line a page, then the totals
//   {"command": "backfill.web", "store": DIR, "pages": [...], "starts": [...], "since", "until",
//    "limit", "again"}                                     as above; wanted_json.h has the keys
//
// While it is answered, the line {"command": "stop"} asks to end it early: what was done is kept
// and told. So it ends when whoever asked is gone. `store` names the folder that is meant: a daemon
// of another store refuses (it may be absent).
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/json_out.h"
#include "config/settings.h"
#include "core/result.h"

namespace storyfold::app {

inline constexpr std::size_t kMaxControlLine = 1U << 20;  // bytes

// One request that waits for its answer. Any thread may answer; when nobody does before the last
// copy is gone, the other side is told that the daemon is stopping.
class ControlRequest {
 public:
  struct Connection;
  ControlRequest(std::shared_ptr<Connection> connection, Json request);

  [[nodiscard]] const Json& request() const { return request_; }
  void send(Json line) const;
  void finish(Json line, int exit_code) const;  // the last line
  // Who asked is gone, or asks to end it early.
  [[nodiscard]] bool unwanted() const;
  // Many lines wait to be read: whoever sends twice as many is taken for gone.
  [[nodiscard]] bool is_behind() const;

 private:
  std::shared_ptr<Connection> connection_;
  Json request_;
};

class ControlServer {
 public:
  // Listens at `path` on a thread of its own. A socket left behind by a dead daemon is replaced.
  // kLocked: another daemon answers there; kIo.
  static Result<std::unique_ptr<ControlServer>> listen(const std::filesystem::path& path);
  ~ControlServer();  // removes the socket
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  // What came since the last call, in order. Never waits.
  [[nodiscard]] std::vector<ControlRequest> take();

 private:
  struct Impl;
  explicit ControlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "store" of a request: a relative folder is this process's, not the daemon's.
[[nodiscard]] std::string meant_store(const config::StoreSettings& settings);

// Asks the daemon at `path`; `progress` sees every line but the last. The last line comes back.
// Once `stop_requested`, asked about ten times a second, says so, the daemon is told to end it
// early. kIo: no daemon answers there.
[[nodiscard]] Result<Json> ask_daemon(const std::filesystem::path& path, const Json& request,
                                      const std::function<void(const Json&)>& progress,
                                      const std::function<bool()>& stop_requested = nullptr);

}  // namespace storyfold::app
