# Dates, URLs, the configuration file and the files of sources.
storyfold_fuzz(timestamp LINK storyfold::core)
storyfold_fuzz(url LINK storyfold::core)
storyfold_fuzz(config LINK storyfold::config)
storyfold_fuzz(sources LINK storyfold::config)
