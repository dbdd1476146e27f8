// Packs the desktop app: npm run dist (needs Electron's binary and, for signing, the platform's own tools).

import { setFuses } from './fuses.mjs'

const videoExtensions = ['mp4', 'm4v', 'mov', 'mkv', 'webm', 'avi', 'mpg', 'mpeg', 'm2ts', 'mts', 'ts', 'ogv', '3gp']

const configuration = {
  appId: 'org.goodclips.app',
  productName: 'GoodCLIPS',
  copyright: 'MIT License',
  directories: { output: 'dist/packages', buildResources: 'resources' },
  files: ['package.json', 'dist/desktop/**', 'dist/renderer/**', '!**/*.map'],
  // The Python side, the list of models and the demo: read as files by other programs, so they lie beside the archive.
  // A uv that was put into build/uv comes along; without it the app asks the system for uv or Python.
  extraResources: [
    {
      from: 'native-runners',
      to: 'native-runners',
      filter: ['goodclips_runners/**', 'requirements.txt', '!**/__pycache__'],
    },
    {
      from: 'resources',
      to: 'resources',
      filter: [
        'models.json',
        'architectures.json',
        'search-background.json',
        'icon.png',
        'demo-models/**',
        'demo-library/**',
      ],
    },
    { from: 'build/uv', to: 'uv', filter: ['uv', 'uv.exe'] },
  ],
  icon: 'resources/icon.png',
  asar: true,
  // Native parts are loaded by the system, which cannot look into the archive.
  asarUnpack: ['**/*.node', '**/node_modules/sqlite-vec*/**'],
  // better-sqlite3 brings Node-API binaries that fit every Electron; nothing has to be compiled.
  npmRebuild: false,
  publish: null,
  fileAssociations: [{ ext: videoExtensions, name: 'Video', role: 'Viewer', rank: 'Alternate' }],
  // Before signing, which covers the fuses.
  afterPack: setFuses,
  // Links to moments: goodclips://scene/…
  protocols: [{ name: 'GoodCLIPS', schemes: ['goodclips'] }],
  mac: {
    category: 'public.app-category.video',
    target: ['dmg', 'zip'],
    hardenedRuntime: true,
  },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
  linux: { category: 'AudioVideo', target: ['AppImage', 'deb'] },
  deb: { depends: ['ffmpeg'] },
}

// biome-ignore lint/style/noDefaultExport: electron-builder reads its configuration from the default export
export default configuration
