/** docs/benchmarks/README.md: the machine, the tables, the charts, and how to repeat them. */
import { bounds, comparison, nodes, populations } from './tables.js'

/** A section, or nothing where there is nothing to say. */
const section = (title, body) => (body === '' ? '' : `## ${title}\n\n${body}\n`)

function summary({ machine, figures }) {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  const launches = Math.max(...figures.map(d => d.runs))
  const length =
    machine.minutes === undefined ? '' : `, which took ${Math.round(machine.minutes)} minutes`
  return `One run of ${machine.date}${length}, on ${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, ${machine.launches}.
Times are nanoseconds per communication, lower quartiles of ${launches} launches (fewer of what is slow or only counted). With
${versions.join(', ')}.`
}

const missing = ({ machine }) =>
  Object.entries(machine.unavailable)
    .map(([name, why]) => `- ${name}: ${why}`)
    .join('\n')

const READING = `\`fiber\` and \`async\` are hocket; \`floor-generator\` and \`floor-promise\` are the same networks wired by hand out of bare
generators and bare promises, with none of a library's features: what the techniques themselves cost. An empty cell:
the library cannot express the workload, or no comparable figure can be taken.

- Launches take turns, A B C A B C …, each in a process of its own, and only launches that took turns in one run are
  compared: the speed of a machine wanders by a factor of two over minutes. The command refuses other comparisons.
- A/A is how far the launches of one program differ among themselves under the same method. No difference within it
  is claimed.
- A launch goes before everything else on its core, which takes root, and warms up for 300 ms. On a shared core V8's
  compiler, a thread of its own, gets its turn late and the program runs uncompiled meanwhile: laps at two speeds a
  factor of two apart. Without priority the figures are still comparable, but A/A is ten times as wide.
- All launches of a round run on one core: before it, at most every ten seconds, a moment of \`floor-generator\` is run
  on each of the last four, and the round goes where that is quickest. The cores of a virtual machine have strangers
  for neighbours, which make a JavaScript program need twice its time on one core and not on the other, for minutes.
- The stressed alternative is a cheaper job for some: with all channels ready, the selections of @thi.ng/csp,
  @nodeguy/channel and effect serve the first channel only, @thi.ng/csp selects over inputs only, and csp-ts and
  effection have no selection.
- @thi.ng/csp and tokio have no unbuffered channel; their smallest buffer of 1 stands in. A reader of tokio's belongs
  to one task, so the tasks of its population wait in a lock for it. Erlang has mailboxes and effection unbounded
  queues: their rendezvous is a message and its acknowledgement. aPyCSP selects by priority alone, and the bytes of its
  processes are those of resident memory.`

const OBSERVED = `\`recorded\` is with \`record()\` of \`hocket/trace\` on. What it costs that recording is possible, while nobody records, is
among the bounds above: the same program with the observing ports compiled away stands in for a library without them.`

const LIMITS = `A population ends at memory, or at the kernel's limit on the mappings of a program. V8 maps its heap in pages of
256 KiB, each a mapping of its own, and Linux allows \`vm.max_map_count\` of them, 65,530 unless set otherwise: about
16 GiB of heap, whatever the memory. Past it V8 aborts without naming the setting. The benchmark checks both before it
starts, and says how many processes fit:

\`\`\`sh
npm run bench -- density --n 15000000      # or --n largest
sudo sysctl -w vm.max_map_count=262144     # to go past the default
\`\`\``

const REPEATING = `\`\`\`sh
npm run bench -- all --rivals --node 22,24,26 --json figures.jsonl   # says how long it will take; nothing else should run
npm run bench -- plot --from figures.jsonl                # draws this page
npm run bench -- all --workloads stressed,ring --rivals   # a part of it
npm run bench -- commstime --flavours fiber,go            # one comparison, a minute
npm run bench -- commstime --node 22,24,26                # beside this Node also under others
APYCSP=FOLDER npm run bench -- commstime --flavours async,aPyCSP     # FOLDER: a checkout of github.com/PyCSP/aPyCSP
\`\`\`

The first line of the file describes the machine and the versions (\`"workload":"machine"\`), the last ones the bounds
(\`"workload":"bound"\`); every other line is one figure. \`ns\` or \`bytes\` is the lower quartile; \`n\` is the size of the
network, or the rounds in a lap for workloads that have none; \`runs\` counts launches. Go, Rust, Erlang and Clojure are
installed from Debian's packages when the command runs as root on Debian, and left out with the reason elsewhere.`

export function page(run, drawn) {
  const pictures = drawn.map(({ file, title }) => `### ${title}\n\n![${title}](${file})`)
  return `${[
    '# Benchmarks\n',
    `${summary(run)}\n`,
    `${comparison(run)}\n`,
    section('Reading the figures', READING),
    section('Bounds', bounds(run)),
    section('Versions of Node, and the price of a recording', `${nodes(run)}\n\n${OBSERVED}`),
    section('Charts', pictures.join('\n\n')),
    section('Large populations', [populations(run), LIMITS].filter(Boolean).join('\n\n')),
    section('Not measured', missing(run)),
    section('Repeating them', REPEATING),
  ]
    .filter(Boolean)
    .join('\n')
    .trimEnd()}\n`
}
