"""`arcoiris bench`: how fast, against what was asked, as ratios measured in one run on the embedded servers."""
