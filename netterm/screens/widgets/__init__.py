"""What several screens share: lists, forms, dialogs, the lines at the top and the foot."""
