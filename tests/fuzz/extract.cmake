storyfold_fuzz(linked_data LINK storyfold::extract simdjson::simdjson)
storyfold_fuzz(dates LINK storyfold::extract)
storyfold_fuzz(article LINK storyfold::extract simdjson::simdjson DICTIONARY html.dict)
