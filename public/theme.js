// Loaded before the first paint, so that a chosen theme never flashes. Nothing chosen: the system's own.
try {
  const chosen = localStorage.getItem('fairlead-theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is refused in some private windows; then the system's theme stands.
}
