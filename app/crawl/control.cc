#include "app/crawl/control.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace storyfold::app {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::chrono::seconds kRequestDeadline{10};
constexpr std::size_t kMaxConnections = 32;
constexpr std::size_t kMaxWaitingLines = 1024;   // of an answer that is not read
constexpr std::chrono::seconds kAcceptAgain{1};  // after a failure, such as too many open files
constexpr std::chrono::milliseconds kLastLines{500};
constexpr int kAskToStopEvery = 100;  // milliseconds

bool has_line(const asio::streambuf& input) {
  const auto held = input.data();
  return std::find(asio::buffers_begin(held), asio::buffers_end(held), '\n') !=
         asio::buffers_end(held);
}

// Whether something can be read, or the other side is gone; waits a moment for it.
bool comes_soon(stream_protocol::socket& socket) {
  pollfd waited{socket.native_handle(), POLLIN, 0};
  return ::poll(&waited, 1, kAskToStopEvery) > 0;
}

}  // namespace

// Lives on the server's thread but for `open` and write(); kept alive by what it waits for, and by
// requests, which may outlive the server.
struct ControlRequest::Connection : std::enable_shared_from_this<Connection> {
  Connection(asio::io_context& context, stream_protocol::socket accepted)
      : io(&context),
        socket(std::move(accepted)),
        deadline(std::in_place, context),
        input(kMaxControlLine) {}

  // Any thread. Nothing is written any more once the server is gone.
  void write(std::string line, bool last) {
    const std::lock_guard lock(mutex);
    if (io == nullptr) return;
    ++unread;
    asio::post(*io, [self = shared_from_this(), line = std::move(line), last]() mutable {
      if (!self->open) return;
      if (self->waiting.size() >= kMaxWaitingLines) {  // whoever does not read is gone
        self->open = false;
        error_code ignored;
        self->socket->close(ignored);
        return;
      }
      self->ended = self->ended || last;
      self->waiting.push_back(std::move(line));
      if (self->waiting.size() == 1) self->write_next();
    });
  }

  // The server's thread has ended, its io_context is about to.
  void detach() {
    const std::lock_guard lock(mutex);
    io = nullptr;
    open = false;
    socket.reset();
    deadline.reset();
  }

  // Whatever comes while the request is answered asks to end it early. Holds nothing alive: a
  // request that is dropped hangs up.
  void listen_on() {
    socket->async_wait(
        stream_protocol::socket::wait_read, [weak = weak_from_this()](error_code error) {
          const auto self = weak.lock();
          if (error || !self || !self->open) return;
          std::array<char, 64> more{};
          const auto got = self->socket->receive(asio::buffer(more), MSG_DONTWAIT, error);
          if (!error && got > 0) self->unwanted = true;
        });
  }

  void write_next() {
    asio::async_write(*socket, asio::buffer(waiting.front()),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (error) {
                          self->open = false;
                          return;
                        }
                        self->waiting.pop_front();
                        --self->unread;
                        if (!self->waiting.empty()) {
                          self->write_next();
                        } else if (self->ended) {
                          error_code ignored;
                          self->socket->shutdown(stream_protocol::socket::shutdown_both, ignored);
                        }
                      });
  }

  std::mutex mutex;      // of `io`
  asio::io_context* io;  // nullptr: detached
  std::optional<stream_protocol::socket> socket;
  std::optional<asio::steady_timer> deadline;
  asio::streambuf input;
  std::deque<std::string> waiting;
  bool ended = false;
  std::atomic<bool> open = true;
  std::atomic<bool> unwanted = false;   // it is to end early
  std::atomic<std::size_t> unread = 0;  // lines handed over and not yet sent
};

ControlRequest::ControlRequest(std::shared_ptr<Connection> connection, Json request)
    : connection_(std::move(connection)), request_(std::move(request)) {}

void ControlRequest::send(Json line) const { connection_->write(json_line(line), false); }

void ControlRequest::finish(Json line, int exit_code) const {
  line["done"] = true;
  line["exit"] = exit_code;
  connection_->write(json_line(line), true);
}

bool ControlRequest::unwanted() const { return !connection_->open || connection_->unwanted; }

bool ControlRequest::is_behind() const { return connection_->unread > kMaxWaitingLines / 2; }

struct ControlServer::Impl {
  explicit Impl(std::filesystem::path where) : path(std::move(where)), acceptor(io), retry(io) {}

  ~Impl() {
    send_last_lines();
    io.stop();
    if (thread.joinable()) thread.join();
    for (const auto& held : accepted) {
      if (const auto connection = held.lock()) connection->detach();
    }
    error_code ignored;
    acceptor.close(ignored);
    if (!bound) return;  // what stands there is another's
    std::error_code left;
    std::filesystem::remove(path, left);
  }

  // What was answered a moment ago may not have left yet.
  void send_last_lines() {
    if (!thread.joinable()) return;
    const auto limit = std::chrono::steady_clock::now() + kLastLines;
    while (is_sending() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
  }

  // Asks the server's thread, whose the connections are.
  bool is_sending() {
    std::promise<bool> answer;
    asio::post(io, [&] {
      answer.set_value(std::any_of(accepted.begin(), accepted.end(), [](const auto& held) {
        const auto connection = held.lock();
        return connection && connection->open && connection->unread > 0;
      }));
    });
    return answer.get_future().get();
  }

  void accept() {
    acceptor.async_accept([this](error_code error, stream_protocol::socket socket) {
      if (error) {
        retry.expires_after(kAcceptAgain);
        retry.async_wait([this](error_code stopped) {
          if (!stopped) accept();
        });
        return;
      }
      if (connections < kMaxConnections) {
        ++connections;
        auto connection = std::make_shared<ControlRequest::Connection>(io, std::move(socket));
        std::erase_if(accepted, [](const auto& held) { return held.expired(); });
        accepted.push_back(connection);
        serve(connection);
      }
      accept();
    });
  }

  void serve(const std::shared_ptr<ControlRequest::Connection>& connection) {
    connection->deadline->expires_after(kRequestDeadline);
    connection->deadline->async_wait([connection](error_code error) {
      if (!error) connection->socket->cancel(error);
    });
    asio::async_read_until(*connection->socket, connection->input, '\n',
                           [this, connection](error_code error, std::size_t size) {
                             connection->deadline->cancel();
                             --connections;
                             if (!error) take_line(connection, size);
                           });
  }

  void take_line(const std::shared_ptr<ControlRequest::Connection>& connection, std::size_t size) {
    const auto* const begin = static_cast<const char*>(connection->input.data().data());
    Json request = Json::parse(begin, begin + size, nullptr, false);
    ControlRequest made(connection, std::move(request));
    if (!made.request().is_object() || !made.request().contains("command")) {
      made.finish({{"error", "a request is one JSON object with \"command\""}}, 2);
      return;
    }
    connection->unwanted = connection->input.size() > size;
    connection->listen_on();
    const std::lock_guard lock(mutex);
    requests.push_back(std::move(made));
  }

  const std::filesystem::path path;
  asio::io_context io{1};
  stream_protocol::acceptor acceptor;
  asio::steady_timer retry;
  bool bound = false;           // the socket at `path` is this server's
  std::size_t connections = 0;  // whose request is being read
  std::vector<std::weak_ptr<ControlRequest::Connection>> accepted;
  std::mutex mutex;
  std::vector<ControlRequest> requests;
  std::thread thread;
};

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControlServer::~ControlServer() = default;

Result<std::unique_ptr<ControlServer>> ControlServer::listen(const std::filesystem::path& path) {
  const auto failed = [&](const std::string& what) {
    return Error{Errc::kIo, path.string() + " (crawl.socket): " + what};
  };
  if (path.native().size() >= sizeof(sockaddr_un::sun_path)) {
    return failed("the path is too long for a Unix socket");
  }
  auto impl = std::make_unique<Impl>(path);
  error_code error;
  {
    asio::io_context probe;
    stream_protocol::socket socket(probe);
    if (!socket.connect(stream_protocol::endpoint(path.string()), error)) {
      return Error{Errc::kLocked, path.string() + ": another daemon answers there"};
    }
  }
  std::error_code left;
  if (std::filesystem::is_socket(path, left)) std::filesystem::remove(path, left);
  impl->acceptor.open(stream_protocol(), error);
  if (error) return failed(error.message());
  const mode_t before = ::umask(0007);
  impl->acceptor.bind(stream_protocol::endpoint(path.string()), error);
  ::umask(before);
  if (error) return failed(error.message());
  impl->bound = true;
  impl->acceptor.listen(stream_protocol::acceptor::max_listen_connections, error);
  if (error) return failed(error.message());
  impl->accept();
  impl->thread = std::thread([io = &impl->io] { io->run(); });
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(impl)));
}

std::vector<ControlRequest> ControlServer::take() {
  const std::lock_guard lock(impl_->mutex);
  return std::exchange(impl_->requests, {});
}

Result<Json> ask_daemon(const std::filesystem::path& path, const Json& request,
                        const std::function<void(const Json&)>& progress,
                        const std::function<bool()>& stop_requested) {
  asio::io_context io;
  stream_protocol::socket socket(io);
  error_code error;
  socket.connect(stream_protocol::endpoint(path.string()), error);
  if (error) return Error{Errc::kIo, path.string() + ": no daemon answers: " + error.message()};
  asio::write(socket, asio::buffer(json_line(request)), error);
  asio::streambuf input(kMaxControlLine);
  bool may_stop = stop_requested != nullptr;
  while (!error) {
    if (may_stop && stop_requested()) {
      asio::write(socket, asio::buffer(json_line({{"command", "stop"}})), error);
      may_stop = false;
    }
    if (may_stop && !has_line(input) && !comes_soon(socket)) continue;
    const std::size_t size = asio::read_until(socket, input, '\n', error);
    if (error) break;
    const auto* const begin = static_cast<const char*>(input.data().data());
    Json line = Json::parse(begin, begin + size, nullptr, false);
    input.consume(size);
    if (!line.is_object()) return Error{Errc::kIo, "the daemon's answer cannot be read"};
    if (line.value("done", false)) return line;
    if (progress) progress(line);
  }
  return Error{Errc::kIo, "the daemon went away before it had answered"};
}

std::string meant_store(const config::StoreSettings& settings) {
  std::error_code left_as_it_is;
  return std::filesystem::absolute(settings.dir, left_as_it_is).string();
}

}  // namespace storyfold::app
