# What servers say before the page.
storyfold_fuzz(response_head LINK storyfold::fetch)
storyfold_fuzz(robots LINK storyfold::fetch)
storyfold_fuzz(content_coding LINK storyfold::fetch)
