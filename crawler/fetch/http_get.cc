#include "crawler/fetch/http_get.h"

#include "crawler/fetch/transfer.h"

namespace storyfold::crawler::fetch {

Getter::Getter(const AddressGuard& guard, const config::FetchSettings& settings, StopRequest stop)
    : transfer_(std::make_unique<Transfer>(guard, settings, stop)) {}

Getter::~Getter() = default;

Result<Response> Getter::get(const std::string& url, std::chrono::milliseconds left) {
  if (left.count() <= 0) return out_of_time();
  TransferRequest request;
  request.url = url;
  request.left = left;
  if (auto prepared = transfer_->prepare(request); !prepared) return prepared.error();
  return transfer_->finish(curl_easy_perform(transfer_->handle()));
}

}  // namespace storyfold::crawler::fetch
