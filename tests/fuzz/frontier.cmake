# Addresses that pages lead to.
storyfold_fuzz(url_form LINK storyfold::frontier)
