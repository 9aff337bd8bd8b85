#pragma once
// The outlets on loopback addresses: one listener each, all on one port, one thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/result.h"
#include "tests/newsroom/site.h"

namespace storyfold::newsroom {

// One listening socket an outlet, in the order of all_outlets(). `port` 0 takes one that is free
// on all their addresses.
[[nodiscard]] Result<std::vector<boost::asio::ip::tcp::acceptor>> listen_on_all(
    boost::asio::io_context& context, unsigned short port);

class Server {
 public:
  // `site` outlives the server. `log` may be empty; else each request adds a line of JSON to it.
  Server(Site& site, const std::filesystem::path& log);

  // Answers while the context runs. The context owns the connections: once it has stopped, the
  // server may go before it.
  void start(std::vector<boost::asio::ip::tcp::acceptor> acceptors);

 private:
  boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor acceptor, std::size_t outlet);
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, std::size_t outlet);
  void log(std::size_t outlet, const Request& request, std::string_view agent,
           const Response& response, Instant at);

  Site& site_;
  std::ofstream log_;
};

}  // namespace storyfold::newsroom
