// Puts the theme in force on the document before anything is painted; the app keeps it up to date afterwards.
// One that a person chose is already there: whoever serves the page writes it into the document.
document.documentElement.dataset.theme ??= matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
