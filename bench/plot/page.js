/** docs/benchmarks/README.md: the machine, the tables, the charts, and how to repeat them. */

const TITLE = {
  'commstime-seq.svg': 'Commstime, sequential delta',
  'commstime-par.svg': 'Commstime, parallel delta',
  'prodcons-0.svg': 'Producer and consumer, unbuffered',
  'prodcons-64.svg': 'Producer and consumer, a buffer of 64',
  'stressed.svg': 'Stressed alternative: 10 channels, 1,000 blocked writers on each',
  'density.svg': 'Memory of a blocked process',
  'chain.svg': 'Chain: cost of a communication as the network grows',
  'ring.svg': 'Ring: cost of a hop as the network grows',
  'select-guards.svg': 'Cost of a fair select as its guards grow',
  'select-writers.svg': 'Cost of a fair select as the waiting writers grow',
}

const COLUMNS = [
  ['commstime seq', d => d.workload === 'commstime' && d.variant === 'seq', 'ns'],
  ['commstime par', d => d.workload === 'commstime' && d.variant === 'par', 'ns'],
  ['prodcons', d => d.workload === 'prodcons' && d.variant === '0', 'ns'],
  ['prodcons 64', d => d.workload === 'prodcons' && d.variant === '64', 'ns'],
  ['stressed', d => d.workload === 'stressed' && d.variant === '10x1000', 'ns'],
  ['heap bytes', d => d.workload === 'density' && d.n === 100_000, 'bytes'],
  ['resident bytes', d => d.workload === 'density' && d.n === 100_000, 'resident'],
]

const number = x => (x < 10 ? x.toFixed(1) : Math.round(x).toLocaleString('en'))

function comparison(figures) {
  const flavours = [...new Set(figures.map(d => d.flavour))]
  const rows = flavours.map(flavour =>
    COLUMNS.map(([, belongs, field]) => {
      const found = figures.find(d => d.flavour === flavour && belongs(d))
      return found === undefined ? '' : number(found[field])
    }),
  )
  return [
    `| | ${COLUMNS.map(([name]) => name).join(' | ')} |`,
    `|---|${'---:|'.repeat(COLUMNS.length)}`,
    ...flavours.map((flavour, i) => `| ${flavour} | ${rows[i].join(' | ')} |`),
  ].join('\n')
}

function populations(figures) {
  const rows = figures
    .filter(d => d.workload === 'density' && d.n > 100_000)
    .map(
      d =>
        `| ${d.flavour} | ${d.n.toLocaleString('en')} | ${((d.resident * d.n) / 1e9).toFixed(1)} GB | ${d.create} s | ${d.first} s | ${d.teardown ?? ''} s |`,
    )
  if (rows.length === 0) return ''
  return `## Large populations

| | processes | resident | creation | first communication | end of all |
|---|---:|---:|---:|---:|---:|
${rows.join('\n')}
`
}

export function page({ machine, figures }, drawn) {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  const missing = Object.entries(machine.unavailable).map(([name, why]) => `- ${name}: ${why}`)
  return `# Benchmarks

Lower quartiles of ${machine.launches} launches (density: 5), in nanoseconds, of one run of ${machine.date} on ${machine.cpu}, ${machine.cores} cores,
${machine.memory}, ${machine.system}${machine.pinned ? ', each launch pinned to one core' : ''}. With ${versions.join(', ')}.

${comparison(figures)}

\`fiber\` and \`async\` are hocket; \`floor-generator\` and \`floor-promise\` are the same networks wired by hand out of bare generators and bare
promises, with none of a library's features: what the techniques themselves cost. An empty cell: the library cannot express the workload.

${missing.length > 0 ? `Not measured:\n\n${missing.join('\n')}\n` : ''}
## Reading the figures

- Launches take turns, A B C A B C …, each in a process of its own, and only launches that took turns in one run are compared: the speed of a
  machine wanders by a factor of two over minutes. The command refuses other comparisons.
- The command prints the A/A spread beside every figure: how far the launches of one program differ among themselves under the same method.
  It claims no difference within it.
- The generator floor, and everything on generators, has two speeds a factor of two apart (72 and 145 ns in commstime on the machine of these
  figures) and changes between them within one process. The resumption of an unrelated bare generator changes along (18 and 34 ns); loops of
  arithmetic and of indirect calls beside it do not; on-stack replacement, concurrent compilation and the size of the young generation make no
  difference. The slow speed prevails while the machine's other core is busy. That points at the processor rather than at compiled code or the
  heap, without proving it, and is why twenty launches in turns are compared by their lower quartile.
- The stressed alternative is a cheaper job for some: with all channels ready, the selections of @thi.ng/csp, @nodeguy/channel and effect serve
  the first channel only, @thi.ng/csp selects over inputs only, and csp-ts and effection have no selection.
- @thi.ng/csp has no unbuffered channel; its smallest buffer of 1 stands in. Erlang has mailboxes and effection unbounded queues: their
  rendezvous is a message and its acknowledgement.

${drawn.map(file => `## ${TITLE[file]}\n\n![${TITLE[file]}](${file})\n`).join('\n')}
${populations(figures)}
## Limits of a population

A population ends at memory, or at the kernel's limit on the mappings of a program. V8 maps its heap in pages of 256 KiB, each a mapping of its
own, and Linux allows \`vm.max_map_count\` of them, 65,530 unless set otherwise: about 16 GiB of heap, whatever the memory. Past it V8 aborts
without naming the setting. The benchmark checks both before it starts:

\`\`\`sh
npm run bench -- density --n 15000000      # or --n largest
sudo sysctl -w vm.max_map_count=262144     # to go past the default
\`\`\`

## Repeating them

\`\`\`sh
npm run bench -- all --rivals --json figures.jsonl   # about an hour; ends with every bound, met or not
npm run bench -- plot --from figures.jsonl           # draws this page
npm run bench -- commstime --flavours fiber,go       # one comparison, a minute
npm run bench -- commstime --node 22,24,26           # beside this Node also under others
\`\`\`

The first line of the file describes the machine and the versions (\`"workload":"machine"\`); every other line is one figure. \`ns\` or \`bytes\`
is the lower quartile; \`n\` is the size of the network, or the rounds in a lap for workloads that have none; \`runs\` counts launches. Go,
Erlang and Clojure are installed from Debian's packages when the command runs as root on Debian, and left out with the reason elsewhere.
`
}
