#include "tests/integration/fetch/scripted_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace storyfold::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

}  // namespace

bool ScriptedServer::Line::send(std::string_view bytes) {
  while (!bytes.empty() && open_ && !stopped_) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      open_ = false;
      break;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return open_ && !stopped_;
}

bool ScriptedServer::Line::wait(milliseconds time) {
  const auto until = steady_clock::now() + time;
  while (open_ && !stopped_ && steady_clock::now() < until) {
    pollfd gone{socket_, POLLRDHUP, 0};
    if (poll(&gone, 1, 10) > 0) open_ = false;
  }
  return open_ && !stopped_;
}

void ScriptedServer::Line::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  open_ = false;
}

ScriptedServer::ScriptedServer(std::string address)
    : address_(std::move(address)), listener_(listen_at(address_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  stopped_ = true;
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  close(listener_.socket);
}

void ScriptedServer::on(const std::string& path, Reply reply) {
  const std::lock_guard lock(mutex_);
  replies_[path] = std::move(reply);
}

void ScriptedServer::on(const std::string& path, std::string bytes) {
  on(path, [bytes = std::move(bytes)](Line& line, const Seen&) { line.send(bytes); });
}

std::string ScriptedServer::origin() const {
  return "http://" + address_ + ":" + std::to_string(listener_.port);
}

std::vector<Seen> ScriptedServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::vector<Seen> ScriptedServer::seen(const std::string& path) const {
  auto all = seen();
  std::erase_if(all, [&](const Seen& one) { return one.path != path; });
  return all;
}

void ScriptedServer::accept_all() {
  for (int number = 1; !stopped_;) {
    pollfd ready{listener_.socket, POLLIN, 0};
    if (poll(&ready, 1, 10) <= 0) continue;
    const int accepted = accept4(listener_.socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) continue;
    connections_.emplace_back([this, accepted, number] { serve(accepted, number); });
    ++number;
  }
}

void ScriptedServer::serve(int socket, int number) {
  Line line(socket, stopped_);
  std::string input;
  while (line.is_open() && !stopped_) {
    const auto end = input.find("\r\n\r\n");
    if (end == std::string::npos) {
      pollfd ready{socket, POLLIN, 0};
      if (poll(&ready, 1, 10) <= 0) continue;
      char bytes[4096];
      const auto size = recv(socket, bytes, sizeof bytes, 0);
      if (size <= 0) break;
      input.append(bytes, static_cast<std::size_t>(size));
      continue;
    }
    Seen request;
    request.at = steady_clock::now();
    request.connection = number;
    request.head = input.substr(0, end + 2);
    request.path = request.head.substr(4, request.head.find(' ', 4) - 4);
    input.erase(0, end + 4);
    Reply reply;
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
      most_at_once_ = std::max<int>(most_at_once_, ++at_once_);
      reply = reply_to(request.path);
    }
    reply(line, request);
    const std::lock_guard lock(mutex_);
    --at_once_;
  }
  close(socket);
}

ScriptedServer::Reply ScriptedServer::reply_to(const std::string& path) const {
  for (const auto& key : {path, std::string("*")}) {
    const auto found = replies_.find(key);
    if (found != replies_.end()) return found->second;
  }
  return [](Line& line, const Seen&) { line.send(answer("nothing here", {}, "404 Not Found")); };
}

std::string answer(std::string_view body, const std::vector<std::string>& headers,
                   std::string_view status) {
  std::string text = "HTTP/1.1 " + std::string(status) +
                     "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const auto& header : headers) text += header + "\r\n";
  return text + "\r\n" + std::string(body);
}

std::string redirect(const std::string& to, std::string_view status) {
  return answer("moved", {"Location: " + to}, status);
}

}  // namespace storyfold::test
