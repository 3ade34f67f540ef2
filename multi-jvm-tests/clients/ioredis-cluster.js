// SPDX-License-Identifier: Apache-2.0
// ioredis's cluster client, driven by lines: "set KEY VALUE" and "get KEY" are answered by a line each, "ok ..." or "error ...".
'use strict';

const readline = require('node:readline');
const { Cluster } = require('ioredis');

const nodes = process.argv.slice(2).map((text) => {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
});

const cluster = new Cluster(nodes, {
  clusterRetryStrategy: () => 100,
  redisOptions: { connectTimeout: 1000, commandTimeout: 3000, maxRetriesPerRequest: 3 },
});
cluster.on('error', () => {}); // each request is told by itself

async function answer(line) {
  const [command, ...rest] = line.split(' ');
  try {
    const reply = await cluster[command](...rest);
    return `ok ${reply === null ? '' : reply}`;
  } catch (error) {
    return `error ${String(error.message).replaceAll('\n', ' ')}`;
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${await answer(line)}\n`);
  }
  cluster.disconnect();
})();
