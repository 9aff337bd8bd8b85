#include "tests/newsroom/server.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "tests/newsroom/outlets.h"

namespace storyfold::newsroom {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr auto kAnswerAsTuple = asio::as_tuple(use_awaitable);
constexpr std::chrono::seconds kIdle{30};
constexpr std::chrono::milliseconds kAfterFailedAccept{100};
constexpr int kPortAttempts = 20;  // that a free port of one address is taken on another is rare

using RawRequest = http::request<http::empty_body>;
using RawResponse = http::response<http::string_body>;

void report(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "storyfold-newsroom: %s\n", error.what());
  }
}

std::string field(const RawRequest& raw, http::field name) { return std::string(raw[name]); }

Request request_of(const RawRequest& raw) {
  Request request;
  request.target = std::string(raw.target());
  request.if_none_match = field(raw, http::field::if_none_match);
  request.if_modified_since = field(raw, http::field::if_modified_since);
  request.accepts_gzip = field(raw, http::field::accept_encoding).find("gzip") != std::string::npos;
  return request;
}

RawResponse message_of(const RawRequest& raw, Response& response) {
  RawResponse message(static_cast<http::status>(response.status), raw.version());
  message.set(http::field::server, "storyfold-newsroom");
  if (response.status != 304) message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(raw.keep_alive());
  if (response.status == 304) return message;
  if (raw.method() == http::verb::head) {
    message.content_length(response.body.size());
    return message;
  }
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

// Errors say which address could not be had.
Result<tcp::acceptor> listen_on(asio::io_context& context, std::size_t outlet,
                                unsigned short port) {
  const tcp::endpoint endpoint(asio::ip::make_address(address_of(outlet)), port);
  tcp::acceptor acceptor(context, endpoint.protocol());
  boost::system::error_code error;
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return Error{Errc::kIo, fmt::format("cannot listen on {}:{}: {}", address_of(outlet), port,
                                        error.message())};
  }
  return acceptor;
}

}  // namespace

Result<std::vector<tcp::acceptor>> listen_on_all(asio::io_context& context, unsigned short port) {
  Error last;
  for (int attempt = 0; attempt < (port == 0 ? kPortAttempts : 1); ++attempt) {
    std::vector<tcp::acceptor> acceptors;
    unsigned short common = port;
    for (std::size_t i = 0; i < all_outlets().size(); ++i) {
      auto acceptor = listen_on(context, i, common);
      if (!acceptor) {
        last = acceptor.error();
        break;
      }
      common = acceptor->local_endpoint().port();
      acceptors.push_back(std::move(*acceptor));
    }
    if (acceptors.size() == all_outlets().size()) return acceptors;
  }
  return last;
}

Server::Server(Site& site, const std::filesystem::path& log) : site_(site) {
  if (!log.empty()) log_.open(log, std::ios::app);
}

void Server::start(std::vector<tcp::acceptor> acceptors) {
  for (std::size_t i = 0; i < acceptors.size(); ++i) {
    const auto executor = acceptors[i].get_executor();
    asio::co_spawn(executor, accept(std::move(acceptors[i]), i), report);
  }
}

asio::awaitable<void> Server::accept(tcp::acceptor acceptor, std::size_t outlet) {
  asio::steady_timer timer(acceptor.get_executor());
  while (true) {
    auto [error, socket] = co_await acceptor.async_accept(kAnswerAsTuple);
    if (!error) {
      const auto executor = acceptor.get_executor();
      asio::co_spawn(executor, serve(std::move(socket), outlet), report);
      continue;
    }
    timer.expires_after(kAfterFailedAccept);
    co_await timer.async_wait(kAnswerAsTuple);
  }
}

asio::awaitable<void> Server::serve(tcp::socket socket, std::size_t outlet) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  asio::steady_timer timer(stream.get_executor());
  while (true) {
    RawRequest raw;
    stream.expires_after(kIdle);
    const auto [unread, read] = co_await http::async_read(stream, buffer, raw, kAnswerAsTuple);
    if (unread) co_return;  // closed, idle, or not HTTP
    const Instant now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const Request request = request_of(raw);
    Response response = site_.answer(outlet, request, now);
    log(outlet, request, field(raw, http::field::user_agent), response, now);
    if (response.delay.count() > 0) {
      timer.expires_after(response.delay);
      co_await timer.async_wait(kAnswerAsTuple);
    }
    RawResponse message = message_of(raw, response);
    stream.expires_after(kIdle);
    const auto [unwritten, written] = co_await http::async_write(stream, message, kAnswerAsTuple);
    if (unwritten || message.need_eof()) co_return;
  }
}

void Server::log(std::size_t outlet, const Request& request, std::string_view agent,
                 const Response& response, Instant at) {
  if (!log_.is_open()) return;
  const nlohmann::json line{{"ms", at.time_since_epoch().count()},
                            {"outlet", all_outlets()[outlet].id},
                            {"target", request.target},
                            {"status", response.status},
                            {"bytes", response.body.size()},
                            {"agent", agent}};
  log_ << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}

}  // namespace storyfold::newsroom
