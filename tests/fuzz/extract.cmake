storyfold_fuzz(linked_data LINK storyfold::extract simdjson::simdjson)
