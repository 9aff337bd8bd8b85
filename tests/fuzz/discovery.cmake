# What leads to articles: feeds, sitemaps, list pages, JSON lists, OPML.
foreach(name feed sitemap links json_list opml)
  storyfold_fuzz(${name} LINK storyfold::parse storyfold::core simdjson::simdjson)
endforeach()
