/**
 * Who may import whom: `npm test -- rooms` checks the code against this. A room is a folder of a layer; each list is
 * from the ground up, and a room may import only what is listed behind it. Tests may import anything.
 */
const layers = {
  domain: [],
  contract: ['domain'],
  engine: ['domain', 'contract'],
  main: ['domain', 'contract', 'engine'],
  preload: ['contract'],
  server: ['contract', 'engine'],
  cli: ['domain', 'contract', 'engine'],
  renderer: ['domain', 'contract'],
}

const rooms = {
  domain: {
    numbers: [],
    slices: [],
    csv: [],
    time: [],
    format: ['time'],
    telemetry: ['time'],
    forecast: ['time'],
    solar: ['numbers', 'time', 'forecast'],
    demand: ['numbers', 'time', 'telemetry'],
    tariff: ['time', 'demand'],
    billing: ['time', 'format', 'demand', 'tariff'],
    shedding: ['slices', 'time'],
    'peak-alerts': ['numbers', 'slices', 'time', 'forecast', 'solar', 'demand', 'tariff', 'billing', 'shedding'],
    alarms: ['time'],
  },
  contract: {
    schemas: [],
    'settings.ts': ['schemas'],
    calls: ['schemas', 'settings.ts'],
    'api.ts': ['schemas', 'settings.ts', 'calls'],
    'ipc-channels.ts': [],
    'page-policy.ts': [],
    'sidecar-name.ts': [],
  },
  engine: {
    runtime: [],
    settings: ['runtime'],
    store: ['runtime'],
    sources: ['runtime'],
    'load-csv': ['runtime', 'sources'],
    'tariff-files': ['runtime', 'sources'],
    'offline-bill': ['runtime', 'load-csv'],
    ml: ['runtime', 'sources', 'load-csv'],
    backtest: ['sources', 'load-csv', 'ml'],
    ingest: ['runtime', 'store', 'sources'],
    context: ['runtime', 'store', 'sources', 'ml'],
    forecast: ['runtime', 'store', 'sources', 'context'],
    demand: ['runtime', 'settings', 'store', 'context'],
    'peak-alerts': ['runtime', 'settings', 'context', 'demand'],
    alarms: ['runtime', 'sources', 'context', 'demand'],
    session: [
      'runtime',
      'settings',
      'store',
      'sources',
      'ml',
      'ingest',
      'context',
      'forecast',
      'demand',
      'peak-alerts',
      'alarms',
    ],
    models: ['runtime', 'store', 'load-csv', 'ml', 'context', 'session'],
    report: [],
    api: ['runtime', 'settings', 'store', 'tariff-files', 'ml', 'session', 'models', 'report'],
    'engine.ts': ['runtime', 'settings', 'store', 'ml', 'session', 'models', 'api'],
  },
  'engine/ml': {
    features: [],
    tensorflow: [],
    kernels: ['features'],
    network: ['features', 'tensorflow'],
    keras: ['features', 'tensorflow'],
    inference: ['features', 'tensorflow', 'kernels', 'network', 'keras'],
    training: ['features', 'tensorflow', 'kernels', 'network', 'inference'],
  },
  renderer: {
    format: [],
    transport: [],
    drop: [],
    'download.ts': [],
    'theme.ts': [],
    styles: [],
    state: ['transport'],
    'alarm-feed': ['format', 'state'],
    page: ['format', 'transport', 'state', 'alarm-feed'],
    form: ['page'],
    table: [],
    chart: ['format', 'styles', 'state'],
    empty: ['format', 'page'],
    'peak-alerts': ['format', 'page', 'table', 'chart', 'empty'],
    alarms: ['format', 'download.ts', 'alarm-feed', 'page', 'form', 'table', 'peak-alerts'],
    demand: ['format', 'download.ts', 'page', 'form', 'table', 'chart', 'empty', 'peak-alerts'],
    history: ['format', 'download.ts', 'state', 'page', 'form', 'table', 'chart'],
    live: ['format', 'state', 'page', 'form', 'chart', 'empty', 'peak-alerts', 'demand'],
    loads: ['format', 'state', 'page', 'form', 'table'],
    model: ['format', 'download.ts', 'drop', 'page', 'form', 'table', 'chart', 'history'],
    tariff: ['format', 'transport', 'download.ts', 'drop', 'page', 'form'],
    settings: ['format', 'theme.ts', 'page', 'form', 'table'],
    shell: ['format', 'transport', 'state', 'alarm-feed', 'page', 'form', 'alarms'],
    'app.tsx': ['drop', 'form', 'alarms', 'demand', 'history', 'live', 'loads', 'model', 'tariff', 'settings', 'shell'],
    'main.tsx': ['theme.ts', 'styles', 'transport', 'state', 'alarm-feed', 'page', 'app.tsx'],
  },
}

const escaped = (text) => text.replaceAll('.', '\\.')
/** A pattern of all that lies in one of these rooms (folders or files) of a layer. */
const within = (layer, names) => `^src/${layer}/(${names.map(escaped).join('|')})(/|$)`
const noTests = '\\.test\\.tsx?$'

const betweenLayers = Object.entries(layers).map(([layer, below]) => ({
  name: `${layer}-imports-only-what-is-below`,
  comment: `src/${layer} may import ${below.map((name) => `src/${name}`).join(', ') || 'nothing of the other layers'}.`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: noTests },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
}))

const betweenRooms = Object.entries(rooms).flatMap(([layer, table]) =>
  Object.entries(table).map(([room, below]) => ({
    name: `${layer}/${room}`,
    comment: `src/${layer}/${room} may import ${below.join(', ') || 'no other room of its layer'}.`,
    severity: 'error',
    from: { path: within(layer, [room]), pathNot: noTests },
    to: { path: `^src/${layer}/`, pathNot: within(layer, [room, ...below]) },
  })),
)

/** A room that is in no table is refused: what it may import has not been decided. */
const onlyTheseRooms = Object.entries(rooms).map(([layer, table]) => ({
  name: `${layer}-has-these-rooms`,
  comment: `A new room of src/${layer} is entered in .dependency-cruiser.mjs, with what it may import.`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: [within(layer, Object.keys(table)), noTests, '\\.d\\.ts$'] },
  to: {},
}))

const packages = [
  {
    name: 'domain-and-contract-run-anywhere',
    comment: 'Pure types and arithmetic: no Node, and no package but zod in the contract.',
    severity: 'error',
    from: { path: '^src/(domain|contract)/', pathNot: noTests },
    to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'], pathNot: 'node_modules/zod' },
  },
  {
    name: 'domain-takes-no-package',
    severity: 'error',
    from: { path: '^src/domain/', pathNot: noTests },
    to: { path: 'node_modules' },
  },
  {
    name: 'engine-knows-no-host',
    comment: 'The engine runs with and without Electron.',
    severity: 'error',
    from: { path: '^src/(engine|server|cli)/', pathNot: noTests },
    to: { path: '^(electron$|node_modules/(electron|react|react-dom)/)' },
  },
  {
    name: 'page-runs-in-a-browser',
    comment: 'The page gets the contract without its schemas, and nothing of Node.',
    severity: 'error',
    from: { path: '^src/renderer/', pathNot: noTests },
    to: { path: '^(electron$|node_modules/(electron|zod)/)' },
  },
  {
    name: 'page-has-no-node',
    severity: 'error',
    from: { path: '^src/(renderer|preload)/', pathNot: noTests },
    to: { dependencyTypes: ['core'] },
  },
]

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other in a loop can’t be read from the top: move what both need below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...betweenLayers,
    ...betweenRooms,
    ...onlyTheseRooms,
    ...packages,
  ],
  options: {
    parser: 'swc',
    // Types count: a circle of types is read as one, too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
}
