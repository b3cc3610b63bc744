/** Data flows one way: shared <- core <- platform <- engine <- studio <- hosts <- cli (docs/architecture.md). */
const mayImport = {
  shared: [],
  core: ['shared'],
  platform: ['core', 'shared'],
  engine: ['platform', 'core', 'shared'],
  // The studio starts the engine through its client and talks to it in its protocol; nothing else.
  studio: ['engine/(client|protocol|training/protocol)', 'platform', 'core', 'shared'],
  host: ['studio', 'platform', 'shared'],
  serve: ['host', 'studio', 'platform', 'shared'],
  main: ['host', 'studio', 'platform', 'shared', 'engine/(client|protocol|training/protocol)'],
  preload: ['shared'],
  // The interface runs in a browser: latent tools, random numbers and a video encoder, and nothing that reads files or computes pictures.
  renderer: ['core/(latent|random|h264)', 'shared'],
  cli: ['serve', 'studio', 'platform', 'core', 'shared'],
};

const layerRules = Object.entries(mayImport).map(([layer, allowed]) => ({
  name: `${layer}-imports`,
  comment: `src/${layer} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} of ours`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: [layer, ...allowed].map((folder) => `^src/${folder}`) },
}));

const FEATURES = ['create', 'explore', 'gallery', 'interpolate', 'models', 'train'];
const FEATURE_MAY_IMPORT = ['app', 'ui', 'pictures', 'video'];

/** Inside the renderer: app <- ui, pictures, video <- features <- shell. What two features share moves down. */
const rendererMayImport = {
  app: [],
  ui: ['app'],
  pictures: ['app', 'ui'],
  video: ['app'],
  ...Object.fromEntries(FEATURES.map((feature) => [feature, FEATURE_MAY_IMPORT])),
};

const rendererRules = Object.entries(rendererMayImport).map(([folder, allowed]) => ({
  name: `renderer-${folder}-imports`,
  comment: `src/renderer/${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} of the renderer`,
  severity: 'error',
  from: { path: `^src/renderer/${folder}/` },
  // `testing` shows components in tests.
  to: {
    path: '^src/renderer/',
    pathNot: [folder, ...allowed, 'testing'].map((other) => `^src/renderer/${other}/`),
  },
}));

export default {
  forbidden: [
    ...layerRules,
    ...rendererRules,
    {
      name: 'pure-core',
      comment: 'shared and core run anywhere: no Node modules, no ONNX Runtime',
      severity: 'error',
      from: { path: '^src/(shared|core)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-runtime',
      comment:
        'ONNX Runtime is loaded by one module, which keeps it from sending anything; others take its types',
      severity: 'error',
      from: { pathNot: ['^src/engine/runtime/onnx-runtime\\.ts$', '^node_modules/'] },
      to: { path: 'node_modules/onnxruntime', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-runtime',
      comment: "within src, ONNX Runtime is the engine's alone",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/|\\.test\\.ts$' },
      to: { path: 'node_modules/onnxruntime' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
