"""What several tests share: builders of samples, test voices, a folder to run in."""
