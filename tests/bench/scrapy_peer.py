"""A minimal Scrapy crawl to measure ours against: follows every link within the hosts it is given,
keeps title and text of every page. Run by tests/bench/crawl.py:

  scrapy runspider scrapy_peer.py -a seeds=FILE -a hosts=PATTERN -o OUT.jsonl -s NAME=VALUE ...
"""

import scrapy
from scrapy.linkextractors import LinkExtractor


class Pages(scrapy.Spider):
    name = "pages"
    inner_text = ".//text()[not(parent::script or parent::style)]"

    def __init__(self, seeds, hosts, **more):
        super().__init__(**more)
        self.seeds = seeds
        self.link_reader = LinkExtractor(allow=rf"^https?://{hosts}[:/]")

    def start_requests(self):
        with open(self.seeds, encoding="utf-8") as seeds:
            for url in seeds.read().split():
                yield scrapy.Request(url)

    def parse(self, response):
        if not isinstance(response, scrapy.http.HtmlResponse):
            return
        title = response.css("h1::text, title::text").get() or ""
        text = [part.strip() for part in response.xpath("//p").xpath(self.inner_text).getall()]
        yield {"url": response.url, "title": title.strip(), "text": "\n".join(filter(None, text))}
        for link in self.link_reader.extract_links(response):
            yield response.follow(link)
