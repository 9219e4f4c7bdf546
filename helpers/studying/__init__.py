"""What `helpers.depth_study` is made of: tasks, stacks, one training."""
