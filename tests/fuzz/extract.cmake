storyfold_fuzz(linked_data LINK storyfold::extract simdjson::simdjson)
storyfold_fuzz(dates LINK storyfold::extract)
