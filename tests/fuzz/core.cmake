# Dates, URLs and the configuration file.
storyfold_fuzz(timestamp LINK storyfold::core)
storyfold_fuzz(url LINK storyfold::core)
storyfold_fuzz(config LINK storyfold::config)
