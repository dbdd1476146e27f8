// Puts the theme in force on the document before anything is painted; the app keeps it up to date afterwards.
;(() => {
  let theme = 'system'
  try {
    theme = JSON.parse(localStorage.getItem('goodclips-preferences') ?? '{}').state?.theme
  } catch {
    // Preferences that cannot be read count as none, here as in the app.
  }
  const light = matchMedia('(prefers-color-scheme: light)').matches
  document.documentElement.dataset.theme = theme === 'light' || theme === 'dark' ? theme : light ? 'light' : 'dark'
})()
