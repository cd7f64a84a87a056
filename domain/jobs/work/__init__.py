"""What the jobs do, a file per subject: each works inside one transaction that its run is noted in too."""
