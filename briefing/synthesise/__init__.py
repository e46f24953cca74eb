"""Getting utterances spoken: scheduler, workers, cluster, cache, checks."""
