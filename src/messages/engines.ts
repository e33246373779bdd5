import { choices, error } from './entry.js'

/** SSL75xx: engines that are added to a machine. */
export const engines = {
  SSL7501: error<{ compiler: string }>(
    'No C++ compiler',
    ({ compiler }) =>
      `the part that joins TensorFlow to Node.js is built here, but there is no C++ compiler \`${compiler}\`; install one (\`apt install g++\`, \`dnf install gcc-c++\`) or name it in CXX`,
  ),
  SSL7502: error<{ compiler: string; reason: string }>(
    'A build that failed',
    ({ compiler, reason }) =>
      `\`${compiler}\` does not build the part that joins TensorFlow to Node.js (${reason}); it must know C++17: name another in CXX`,
  ),
  SSL7503: error<{ folder: string; needed: string; free: string }>(
    'Too little space on the disk',
    ({ folder, needed, free }) =>
      `the engine needs about ${needed} under ${folder}, but ${free} are free there; free some, or name another folder in SSLANG_ENGINES`,
  ),
  SSL7504: error<{ what: string; host: string; reason: string }>(
    'A download that does not begin',
    ({ what, host, reason }) =>
      `${what} cannot be got from ${host} (${reason}); check the connection, or name the Python index to use in PIP_INDEX_URL`,
  ),
  SSL7505: error<{ wanted: string; system: string; known: readonly string[] }>(
    'A package that the Python index lacks',
    ({ wanted, system, known }) =>
      `the Python index has no ${wanted} for ${system}; ${known.length > 0 ? `its newest are ${choices(known, 'and')}: choose one with --version` : 'name another index in PIP_INDEX_URL'}`,
  ),
  SSL7506: error<{ system: string; gpu: boolean }>(
    'A system that the engine does not know',
    ({ system, gpu }) =>
      `TensorFlow${gpu ? ' with CUDA' : ''} cannot be added on ${system} this way; ${gpu ? 'leave --gpu out' : 'install `@tensorflow/tfjs-node` in your project'}, or use the engine onnx`,
  ),
  SSL7507: error<{ file: string }>(
    'A download that arrived damaged',
    ({ file }) =>
      `${file} arrived damaged (its checksum is another) and was thrown away; run the command again`,
  ),
  SSL7508: error<{ file: string; done: string; total: string; reason: string }>(
    'A download that broke off',
    ({ file, done, total, reason }) =>
      `the download of ${file} broke off after ${done} of ${total} (${reason}); run the command again: it goes on from there`,
  ),
  SSL7509: error<{ what: string; reason: string }>(
    'npm packages that could not be installed',
    ({ what, reason }) => `npm could not install ${what} (${reason}); mend that and run the command again`,
  ),
  SSL7510: error<{ engine: string; reason: string }>(
    'An engine that was installed but does not run',
    ({ engine, reason }) =>
      `${engine} was installed, but does not compute here (${reason}), and was removed again; try another version with --version`,
  ),
} as const
